package io.nova.gated.state;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Counts the lines of an export and sums their digests, whatever their order, as they go by. The
 * first line and the last are of the store they are from, and do not count.
 */
final class Tally extends FilterOutputStream {

    private static final byte[] END = "{\"end\":".getBytes(StandardCharsets.UTF_8);

    private final MessageDigest digest = sha256();
    private final Counted counted;
    private final byte[] begin = new byte[END.length];
    private final long[] sums = new long[4];
    private int length;
    private boolean first = true;
    private long lines;

    /**
     * @param counted is told the number of every line
     */
    Tally(OutputStream out, Counted counted) {
        super(out);
        this.counted = counted;
    }

    /** Is told how many lines there were. */
    @FunctionalInterface
    interface Counted {
        void accept(long lines) throws IOException;
    }

    /** What went by: equal if the lines are. */
    record Sum(long lines, String digests) {}

    Sum sum() {
        return new Sum(lines, Arrays.toString(sums));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        int start = from;
        for (int i = from; i < from + count; i++) {
            if (bytes[i] == '\n') {
                part(bytes, start, i);
                line();
                start = i + 1;
            }
        }
        part(bytes, start, from + count);
    }

    private void part(byte[] bytes, int from, int to) {
        for (int i = from; i < to && length + i - from < begin.length; i++) {
            begin[length + i - from] = bytes[i];
        }
        digest.update(bytes, from, to - from);
        length += to - from;
    }

    private void line() throws IOException {
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        boolean counts = !first && !(length >= END.length && Arrays.equals(begin, END));
        first = false;
        length = 0;
        if (counts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += sum.getLong();
            }
            lines++;
            counted.accept(lines);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
