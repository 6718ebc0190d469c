package io.nova.frontend.ec2;

import io.nova.frontend.ec2.xml.XmlPieces;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Buffers for pieces of long answers. Outside the heap, since the platform copies what it writes
 * from the heap, and copies all that is left whenever a client has taken a part; kept, since it
 * clears what it allocates.
 */
final class PieceBuffers {

    private static final int KEPT = 16;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    ByteBuffer take() {
        ByteBuffer known = free.poll();
        return known == null ? ByteBuffer.allocateDirect(XmlPieces.PIECE) : known;
    }

    /** Whoever took it must not use it any longer. */
    void give(ByteBuffer buffer) {
        // Where many are free already, the collector has it.
        var unused = free.offer(buffer);
    }
}
