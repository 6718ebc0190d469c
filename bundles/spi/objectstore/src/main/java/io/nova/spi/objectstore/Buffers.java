package io.nova.spi.objectstore;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Buffers for one block that are used again. */
final class Buffers {

    private static final Queue<ByteBuffer> FREE = new ArrayBlockingQueue<>(64);

    private Buffers() {}

    static ByteBuffer take() {
        ByteBuffer free = FREE.poll();
        return free != null ? free.clear() : ByteBuffer.allocateDirect(BlobForm.BLOCK);
    }

    static void give(ByteBuffer buffer) {
        FREE.offer(buffer);
    }
}
