package io.nova.driver.volume.iscsi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.model.setting.SecretFile;
import io.nova.model.setting.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The host's key, by which it has a secret with every other host that nobody else has, and that is
 * never sent: X25519. The open half of it is part of an initiator's name and of a volume's place.
 */
final class HostKey {

    private static final String ALGORITHM = "X25519";
    private static final String MAC = "HmacSHA256";
    private static final String FILE = ".host.key";
    private static final int SECRET_BYTES = 16;

    private final OpenKey open;
    private final PrivateKey own;

    private HostKey(OpenKey open, PrivateKey own) {
        this.open = open;
        this.own = own;
    }

    /**
     * Reads it from its file, which is made where there is none.
     *
     * @throws IllegalArgumentException if the file cannot be used
     */
    static HostKey of(Path directory, SettingsFile settings) {
        Path file = directory.resolve(FILE);
        try {
            String[] halves = new SecretFile(file).load(HostKey::next).strip().split(" ", -1);
            if (halves.length != 2) {
                throw new IllegalArgumentException("it is no key");
            }
            byte[] own = Base64.getDecoder().decode(halves[1]);
            return new HostKey(
                    OpenKey.parse(halves[0]),
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(own)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw settings.refusal("directory", "cannot use %s: %s".formatted(file, e), e);
        }
    }

    OpenKey open() {
        return open;
    }

    /**
     * Returns the secret of an initiator for a target, the same on both sides.
     *
     * @throws DriverException {@code BROKEN} if the other's key makes nothing secret
     */
    Secret secret(OpenKey other, Iqn target, Login login) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
            agreement.init(own);
            agreement.doPhase(other.key(), true);
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(agreement.generateSecret(), MAC));
            byte[] all = mac.doFinal((target + " " + login).getBytes(UTF_8));
            return Secret.of(HexFormat.of().formatHex(all, 0, SECRET_BYTES));
        } catch (GeneralSecurityException e) {
            // A key that others chose so that nothing is secret.
            throw new DriverException(DriverException.Kind.BROKEN, "no key of a host: " + other, e);
        }
    }

    private static String next() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] own = pair.getPrivate().getEncoded();
            return OpenKey.of(pair.getPublic())
                    + " "
                    + Base64.getEncoder().encodeToString(own)
                    + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has X25519", e);
        }
    }
}
