package io.nova.itests.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Zeros; their reader meets all others in the middle. */
final class Zeros extends InputStream {

    private final int size;
    private final CyclicBarrier middle;
    private int at;
    private boolean met;

    Zeros(int size, CyclicBarrier middle) {
        this.size = size;
        this.middle = middle;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (at == size) {
            return -1;
        }
        if (!met && at >= size / 2) {
            met = true;
            try {
                middle.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
        }
        int count = Math.min(length, size - at);
        Arrays.fill(target, from, from + count, (byte) 0);
        at += count;
        return count;
    }
}
