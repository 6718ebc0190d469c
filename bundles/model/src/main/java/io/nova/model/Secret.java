package io.nova.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret in memory; it never shows in a log, a message or a record by accident. */
public final class Secret {

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Wraps a secret text as UTF-8. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Wraps a copy of secret bytes. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Returns a copy of the secret; the caller must not keep it longer than needed. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** Returns the secret as the text it was made from. */
    public String revealText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** The same for all, so that a hash tells nothing about the secret. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "***";
    }
}
