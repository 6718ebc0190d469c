package io.nova.spi.objectstore;

import io.nova.model.Id;
import io.nova.model.IdSource;
import java.util.regex.Pattern;

/**
 * The name of a blob: 32 hex digits that say nothing about what it holds, and are never used again.
 */
public record BlobId(String value) implements Id, Comparable<BlobId> {

    private static final int DIGITS = 32;
    private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

    public BlobId {
        if (!FORMAT.matcher(value).matches()) {
            throw new IllegalArgumentException("no id of a blob");
        }
    }

    /** Returns a new id. */
    public static BlobId of(IdSource ids) {
        return new BlobId(ids.hex(DIGITS));
    }

    @Override
    public int compareTo(BlobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
