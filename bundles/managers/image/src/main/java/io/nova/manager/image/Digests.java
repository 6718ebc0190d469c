package io.nova.manager.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that every JVM has. */
final class Digests {

    private Digests() {}

    static MessageDigest sha256() {
        return of("SHA-256");
    }

    /** What bundles of 2007 have; against accidents, not against forgers. */
    static MessageDigest sha1() {
        return of("SHA-1");
    }

    private static MessageDigest of(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + name, e);
        }
    }
}
