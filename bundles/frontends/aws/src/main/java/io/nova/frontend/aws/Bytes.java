package io.nova.frontend.aws;

import java.security.MessageDigest;

/** Bytes to be compared, such as a signature or digest as the client sent it. */
final class Bytes {

    private final byte[] value;

    Bytes(byte[] value) {
        this.value = value.clone();
    }

    /** Compares in a time that does not depend on where the difference is. */
    boolean matches(byte[] computed) {
        return MessageDigest.isEqual(value, computed);
    }

    int length() {
        return value.length;
    }
}
