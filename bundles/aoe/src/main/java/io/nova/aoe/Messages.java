package io.nova.aoe;

import java.nio.ByteBuffer;

/**
 * The kernel's {@code struct mmsghdr} for a number of frames of two parts each, as sendmmsg(2) and
 * recvmmsg(2) want them on a 64-bit machine.
 */
final class Messages implements AutoCloseable {

    private static final int HEADER = 64;
    private static final int PART = 16;
    private static final int LENGTH = 56;

    private final Block block;
    private final int parts;

    Messages(int count) {
        parts = count * HEADER;
        block = new Block(parts + count * 2 * PART);
        for (int i = 0; i < count; i++) {
            // msg_name and msg_namelen stay 0: the socket is bound.
            block.struct().putLong(i * HEADER + 16, block.address() + part(i));
        }
    }

    long address(int message) {
        return block.address() + (long) message * HEADER;
    }

    /** Says where a frame is; the second part may be empty. */
    void set(int message, long first, int firstLength, long second, int secondLength) {
        ByteBuffer struct = block.struct();
        int at = part(message);
        struct.putLong(at, first);
        struct.putLong(at + 8, firstLength);
        struct.putLong(at + PART, second);
        struct.putLong(at + PART + 8, secondLength);
        struct.putLong(message * HEADER + 24, secondLength == 0 ? 1 : 2);
    }

    /** How long the frame was that the kernel put there. */
    int length(int message) {
        return block.struct().getInt(message * HEADER + LENGTH);
    }

    @Override
    public void close() {
        block.close();
    }

    private int part(int message) {
        return parts + message * 2 * PART;
    }
}
