package io.nova.driver.identity.local;

import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.identity.AccessKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM under one key-encryption key. The seal binds the access key's id,
 * its user and its project: a record's secret moved into another record does not open.
 */
final class SecretSealer {

    /** The bytes of a key-encryption key. */
    static final int KEY_BYTES = 32;

    private static final int VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String kek;
    private final SecureRandom random = new SecureRandom();

    SecretSealer(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
        this.kek = name(key);
    }

    /** Returns what names the key-encryption key and tells nothing of it. */
    String kek() {
        return kek;
    }

    SealedSecret seal(AccessKey owner, Secret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = secret.reveal();
        try {
            byte[] text = run(Cipher.ENCRYPT_MODE, nonce, owner, plain);
            Base64.Encoder base64 = Base64.getEncoder();
            return new SealedSecret(
                    VERSION, kek, base64.encodeToString(nonce), base64.encodeToString(text));
        } catch (GeneralSecurityException e) {
            throw broken("cannot seal the secret of " + owner.id(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * @throws DriverException {@code BROKEN} if it was sealed with another key, for another owner,
     *     or was changed since
     */
    Secret open(AccessKey owner, SealedSecret sealed) {
        if (sealed.version() != VERSION || !sealed.kek().equals(kek)) {
            throw new DriverException(
                    DriverException.Kind.BROKEN,
                    "the secret of %s is sealed with the key %s in form %d, not with %s in form %d"
                            .formatted(owner.id(), sealed.kek(), sealed.version(), kek, VERSION));
        }
        Base64.Decoder base64 = Base64.getDecoder();
        try {
            byte[] nonce = base64.decode(sealed.nonce());
            byte[] plain = run(Cipher.DECRYPT_MODE, nonce, owner, base64.decode(sealed.text()));
            try {
                return Secret.of(plain);
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw broken("the secret of " + owner.id() + " does not open", e);
        }
    }

    private byte[] run(int mode, byte[] nonce, AccessKey owner, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // No id holds a line feed, so that two owners never make the same text.
        String bound =
                "nova-secret\n%d\n%s\n%s\n%s"
                        .formatted(VERSION, owner.id(), owner.user(), owner.project());
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(input);
    }

    private static String name(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("nova-kek\n".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(key), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static DriverException broken(String message, Exception cause) {
        return new DriverException(DriverException.Kind.BROKEN, message, cause);
    }
}
