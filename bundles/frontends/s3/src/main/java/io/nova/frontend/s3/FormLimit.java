package io.nova.frontend.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * How long the file of a form may be.
 *
 * @param least bytes
 * @param most bytes
 */
record FormLimit(long least, long most) {

    /** As long as the store takes it. */
    static final FormLimit NONE = new FormLimit(0, Long.MAX_VALUE);

    /** Returns what both limits allow. */
    FormLimit and(FormLimit other) {
        return new FormLimit(Math.max(least, other.least), Math.min(most, other.most));
    }

    /** Returns the file; reading it fails where it is too long, or at its end if too short. */
    InputStream of(InputStream file) {
        return new Limited(file);
    }

    private final class Limited extends FilterInputStream {

        private long size;

        Limited(InputStream file) {
            super(file);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            size += Math.max(count, 0);
            if (size > most) {
                throw new S3Fault(
                                S3Code.EntityTooLarge,
                                "Your proposed upload exceeds the maximum allowed size")
                        .with("ProposedSize", size)
                        .with("MaxSizeAllowed", most);
            }
            if (count < 0 && size < least) {
                throw new S3Fault(
                                S3Code.EntityTooSmall,
                                "Your proposed upload is smaller than the minimum allowed size")
                        .with("ProposedSize", size)
                        .with("MinSizeAllowed", least);
            }
            return count;
        }
    }
}
