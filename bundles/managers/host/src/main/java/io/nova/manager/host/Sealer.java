package io.nova.manager.host;

import io.nova.model.UnavailableException;
import io.nova.model.setting.SecretFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals the authority's key under the key that seals all secrets of the cloud: every controller has
 * that. What is sealed is bound to the cloud's name.
 */
final class Sealer {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretFile file;

    /**
     * @param file is read at every use
     */
    Sealer(Path file) {
        this.file = new SecretFile(file);
    }

    /** Returns what names the key and tells nothing of it. */
    String kek() {
        return HexFormat.of().formatHex(derived("name of the key"), 0, 8);
    }

    String seal(String cloud, byte[] secret) {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] text = run(Cipher.ENCRYPT_MODE, cloud, nonce, secret);
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE + text.length).put(nonce).put(text).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java seals with AES-GCM", e);
        }
    }

    /**
     * @throws GeneralSecurityException if it was sealed with another key, or was changed since
     */
    byte[] open(String cloud, String sealed) throws GeneralSecurityException {
        ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
        byte[] nonce = new byte[NONCE];
        all.get(nonce);
        byte[] text = new byte[all.remaining()];
        all.get(text);
        return run(Cipher.DECRYPT_MODE, cloud, nonce, text);
    }

    private byte[] run(int mode, String cloud, byte[] nonce, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(derived("key of the authority"), "AES");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(cloud.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(input);
    }

    /** The file's key has other uses: each has a key of its own. */
    private byte[] derived(String use) {
        try {
            if (!file.isThere()) {
                throw unusable("it is not there; every controller needs that of the others", null);
            }
            byte[] key = file.load(() -> "").strip().getBytes(StandardCharsets.US_ASCII);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(("nova hosts: " + use).getBytes(StandardCharsets.UTF_8));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()), e);
        }
    }

    UnavailableException unusable(String reason, @Nullable Exception cause) {
        String text =
                "%s: key keyFile: cannot use %s: %s".formatted(MembershipManager.PID, file, reason);
        return cause == null
                ? new UnavailableException("host", text)
                : new UnavailableException("host", text, cause);
    }
}
