package io.nova.gated.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Bytes from one thread to another, in pieces as they are written, a few at a time in memory. Both
 * ends give up at the deadline.
 */
final class Pipe {

    private static final int PIECES = 16;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Deadline deadline;

    /** Whether the reader takes no more. */
    private volatile boolean left;

    Pipe(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Returns the end to write to. Closing it is the end of what is read. */
    OutputStream in() {
        return new In();
    }

    /** Returns the end to read from. */
    InputStream out() {
        return new Out();
    }

    /** Has the writer fail: nobody reads. */
    void leave() {
        left = true;
        pieces.clear();
    }

    private final class In extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0) {
                put(Arrays.copyOfRange(bytes, from, from + length));
            }
        }

        private void put(byte[] piece) throws IOException {
            try {
                boolean put = false;
                while (!put && !left) {
                    deadline.check();
                    put = pieces.offer(piece, 50, TimeUnit.MILLISECONDS);
                }
                if (left) {
                    throw new LeftException();
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        @Override
        public void close() throws IOException {
            put(END);
        }
    }

    private final class Out extends InputStream {

        private byte[] piece = new byte[0];
        private int at;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            while (at == piece.length && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int read = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, bytes, from, read);
            at += read;
            return read;
        }

        private void next() throws IOException {
            try {
                byte[] taken = null;
                while (taken == null) {
                    deadline.check();
                    taken = pieces.poll(deadline.leftNanos(), TimeUnit.NANOSECONDS);
                }
                ended = taken == END;
                piece = taken;
                at = 0;
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    /** Nobody reads any more: what is wrong is with the reader. */
    static final class LeftException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
