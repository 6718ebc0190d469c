package io.nova.manager.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key to which owners encrypt their bundles. In 2010 it was that of the cloud's root
 * certificate, {@code private/cakey.pem}; with it old bundles open.
 */
final class BundleKey {

    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----");

    /** {@code rsaEncryption} with no parameters, as it stands in PKCS#8 after the length. */
    private static final byte[] RSA_PREFIX =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private final Optional<PrivateKey> key;

    private BundleKey(Optional<PrivateKey> key) {
        this.key = key;
    }

    /**
     * @param file in PEM; empty: encrypted bundles cannot be opened
     * @throws IllegalArgumentException if there is no RSA key in it
     */
    static BundleKey of(String file) {
        if (file.isEmpty()) {
            return new BundleKey(Optional.empty());
        }
        try {
            return new BundleKey(Optional.of(parse(Files.readString(Path.of(file)))));
        } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("no RSA key can be read: " + e, e);
        }
    }

    private static PrivateKey parse(String pem) throws GeneralSecurityException {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.find()) {
            throw new GeneralSecurityException("there is no PRIVATE KEY in it");
        }
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        byte[] pkcs8 = matcher.group(1) == null ? der : wrap(der);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** From PKCS#1, the form of old. */
    private static byte[] wrap(byte[] pkcs1) {
        byte[] octets = element(0x04, pkcs1);
        return element(
                0x30,
                ByteBuffer.allocate(RSA_PREFIX.length + octets.length)
                        .put(RSA_PREFIX)
                        .put(octets)
                        .array());
    }

    /** DER, for contents of 256 to 65,535 bytes, as keys have. */
    private static byte[] element(int tag, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Tells whether bundles can be opened at all. */
    boolean isThere() {
        return key.isPresent();
    }

    /**
     * Returns the plain bytes.
     *
     * @throws DiskHeader.Refused if the bundle was encrypted to another key
     */
    InputStream open(Manifest.Lock lock, InputStream encrypted) throws DiskHeader.Refused {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(unlock(lock.key()), "AES"),
                    new IvParameterSpec(unlock(lock.iv())));
            return new CipherInputStream(encrypted, cipher);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new DiskHeader.Refused("it is not encrypted to the key of this cloud");
        }
    }

    /** What was encrypted is hexadecimal text. */
    private byte[] unlock(String locked) throws GeneralSecurityException, DiskHeader.Refused {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                key.orElseThrow(
                        () -> new DiskHeader.Refused("this cloud has no key to decrypt it with")));
        String hex =
                new String(
                                cipher.doFinal(HexFormat.of().parseHex(locked)),
                                StandardCharsets.US_ASCII)
                        .strip();
        byte[] plain = HexFormat.of().parseHex(hex);
        if (plain.length != 16) {
            throw new IllegalArgumentException("not of 128 bits");
        }
        return plain;
    }
}
