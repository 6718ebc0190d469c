package io.nova.driver.volume.iscsi;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The open half of a {@link HostKey}: what anybody may know. */
record OpenKey(String text) {

    private static final int BYTES = 32;
    // What X.509 puts before the bytes of such a key (RFC 8410).
    private static final byte[] HEAD = HexFormat.of().parseHex("302a300506032b656e032100");

    static OpenKey of(PublicKey key) {
        byte[] all = key.getEncoded();
        byte[] bytes = Arrays.copyOfRange(all, all.length - BYTES, all.length);
        return new OpenKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static OpenKey parse(String text) {
        if (Base64.getUrlDecoder().decode(text).length != BYTES) {
            throw new IllegalArgumentException("'%s' is no key of a host".formatted(text));
        }
        return new OpenKey(text);
    }

    PublicKey key() throws GeneralSecurityException {
        byte[] all = Arrays.copyOf(HEAD, HEAD.length + BYTES);
        System.arraycopy(Base64.getUrlDecoder().decode(text), 0, all, HEAD.length, BYTES);
        return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(all));
    }

    @Override
    public String toString() {
        return text;
    }
}
