package io.nova.manager.objectstore;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a small object: they are in a record of their own, so that one commit makes the
 * object durable, and listings do not read them.
 *
 * @param bytes in Base64 where the record is stored
 * @param sum their CRC32C
 */
record SmallContent(ByteBuffer bytes, int sum) {

    /** The most that a setting may allow: a record has room for it in Base64. */
    static final int MOST = 32 << 10;

    static SmallContent of(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        return new SmallContent(bytes, sum(bytes));
    }

    /** Returns the bytes; empty if they are damaged. */
    Optional<ByteBuffer> read() {
        return sum(bytes) == sum ? Optional.of(bytes.asReadOnlyBuffer()) : Optional.empty();
    }

    private static int sum(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        // Many may read the same value at once: its own position stays where it is.
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
