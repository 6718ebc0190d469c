package io.nova.frontend.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.model.UnavailableException;

/** Puts a word before what it signs, so that a reader sees what was signed and how. */
final class StampSigner implements IdentityDocumentSigner {

    private volatile boolean away;

    /** From now on it cannot sign. */
    void leave() {
        away = true;
    }

    private byte[] stamped(String word, byte[] document) {
        if (away) {
            throw new UnavailableException("signer", "no key");
        }
        return (word + new String(document, UTF_8)).getBytes(UTF_8);
    }

    @Override
    public byte[] signature(byte[] document) {
        return stamped("signature:", document);
    }

    @Override
    public byte[] pkcs7(byte[] document) {
        return stamped("pkcs7:", document);
    }

    @Override
    public byte[] rsa2048(byte[] document) {
        return stamped("rsa2048:", document);
    }

    @Override
    public String certificates() {
        throw new UnsupportedOperationException("guests have no use for it");
    }
}
