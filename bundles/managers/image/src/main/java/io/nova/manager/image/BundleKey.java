package io.nova.manager.image;

import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import io.nova.model.setting.SecretFile;
import io.nova.spi.state.SharedKey;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key to which owners encrypt their bundles. In 2010 it was that of the cloud's root
 * certificate, {@code private/cakey.pem}; with it old bundles open. A file that is not there is
 * made when it is first needed, so that no start waits for a key.
 */
final class BundleKey {

    private static final Logger LOG = LoggerFactory.getLogger(BundleKey.class);
    private static final int BYTES = 16;

    private final Optional<SecretFile> file;
    private final Optional<SharedKey> shared;
    private final SecureRandom random = new SecureRandom();
    private Optional<BundlePair> known = Optional.empty();

    private BundleKey(Optional<SecretFile> file, Optional<SharedKey> shared) {
        this.file = file;
        this.shared = shared;
    }

    /** Returns this key as one that all controllers on the store have in common. */
    BundleKey sharedBy(StateStore store) {
        Optional<SharedKey> key = file.map(one -> new SharedKey(store, "image-bundles", one));
        key.ifPresent(SharedKey::note);
        return new BundleKey(file, key);
    }

    /**
     * @param file in PEM; empty: encrypted bundles cannot be opened
     * @throws IllegalArgumentException if it is there and has no RSA key in it
     */
    static BundleKey of(String file) {
        if (file.isEmpty()) {
            return new BundleKey(Optional.empty(), Optional.empty());
        }
        Path path = Path.of(file);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("'%s' is not an absolute path".formatted(file));
        }
        SecretFile secret = new SecretFile(path);
        BundleKey key = new BundleKey(Optional.of(secret), Optional.empty());
        if (secret.isThere()) {
            try {
                key.known = Optional.of(load(secret));
            } catch (IOException e) {
                throw new IllegalArgumentException("no RSA key can be read: " + e.getMessage(), e);
            }
        }
        return key;
    }

    private static BundlePair load(SecretFile file) throws IOException {
        return BundlePair.parse(file.load(BundlePair::generate));
    }

    private BundlePair read(SecretFile secret) throws IOException {
        return shared.isPresent()
                ? BundlePair.parse(shared.get().load(BundlePair::generate))
                : load(secret);
    }

    /** Tells whether bundles can be opened at all. */
    boolean isThere() {
        return file.isPresent();
    }

    /**
     * Returns the certificate, in PEM.
     *
     * @throws UnsupportedException if there is no key
     */
    String certificate() {
        return pair().certificatePem();
    }

    private synchronized BundlePair pair() {
        SecretFile secret =
                file.orElseThrow(
                        () ->
                                new UnsupportedException(
                                        ResourceType.IMAGE,
                                        "",
                                        "This cloud has no key to which bundles are encrypted"));
        if (known.isEmpty()) {
            try {
                known = Optional.of(read(secret));
            } catch (IOException e) {
                LOG.warn("{}: key bundleKey: {}", Settings.PID, e.getMessage());
                throw new UnavailableException(
                        "image bundles", "The cloud's key for bundles cannot be used now", e);
            }
        }
        return known.orElseThrow();
    }

    /**
     * Returns the plain bytes. If the bundle was encrypted to another key they are anything: who
     * asks again and again must not learn from the answers how the key's padding came out.
     */
    InputStream open(Manifest.Lock lock, InputStream encrypted) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(unlock(lock.key()), "AES"),
                    new IvParameterSpec(unlock(lock.iv())));
            return new CipherInputStream(encrypted, cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has AES", e);
        }
    }

    /** What was encrypted is hexadecimal text. */
    private byte[] unlock(String locked) throws GeneralSecurityException {
        byte[] plain = new byte[BYTES];
        random.nextBytes(plain);
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, pair().key());
        try {
            byte[] text = cipher.doFinal(HexFormat.of().parseHex(locked));
            String hex = new String(text, StandardCharsets.US_ASCII).strip();
            byte[] opened = HexFormat.of().parseHex(hex);
            return opened.length == BYTES ? opened : plain;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return plain;
        }
    }
}
