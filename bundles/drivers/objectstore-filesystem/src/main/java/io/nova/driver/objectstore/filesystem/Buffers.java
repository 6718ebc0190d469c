package io.nova.driver.objectstore.filesystem;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Block-sized buffers that are used again. */
final class Buffers {

    private static final int KEPT = 64;
    private static final Queue<byte[]> HEAP = new ArrayBlockingQueue<>(KEPT);
    private static final Queue<ByteBuffer> DIRECT = new ArrayBlockingQueue<>(KEPT);

    private Buffers() {}

    static byte[] heap() {
        byte[] free = HEAP.poll();
        return free != null ? free : new byte[BlobFormat.BLOCK];
    }

    static void free(byte[] buffer) {
        HEAP.offer(buffer);
    }

    static ByteBuffer direct() {
        ByteBuffer free = DIRECT.poll();
        return free != null ? free.clear() : ByteBuffer.allocateDirect(BlobFormat.BLOCK);
    }

    static void free(ByteBuffer buffer) {
        DIRECT.offer(buffer);
    }
}
