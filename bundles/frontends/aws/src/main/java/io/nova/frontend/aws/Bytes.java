package io.nova.frontend.aws;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

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

    /** Returns them in lower-case hex. */
    String hex() {
        return HexFormat.of().formatHex(value);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    int length() {
        return value.length;
    }
}
