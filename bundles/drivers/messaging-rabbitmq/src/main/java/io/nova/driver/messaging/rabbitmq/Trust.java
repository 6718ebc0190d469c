package io.nova.driver.messaging.rabbitmq;

import io.nova.model.setting.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are believed, and which this machine shows. */
final class Trust {

    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final Pattern CERTIFICATE =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----");

    private Trust() {}

    /** The certificate that this machine shows, with its chain, and the key that belongs to it. */
    record Own(List<Certificate> chain, PrivateKey key) {}

    /** Returns what believes the authorities of the file and shows nothing. */
    static SSLContext of(Optional<Path> file) {
        return of(file, Optional.empty());
    }

    /**
     * Returns what believes the authorities in a file of PEM certificates and no others, or without
     * a file those of the Java platform.
     *
     * @param own what the broker is shown if it asks
     * @throws IllegalArgumentException if there are none that can be read
     */
    static SSLContext of(Optional<Path> file, Optional<Own> own) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(file.isPresent() ? authorities(file.get()) : null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.isPresent() ? shown(own.get()) : null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot read " + file.map(Path::toString).orElse("") + ": " + e, e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (Certificate one : certificates(file)) {
            store.setCertificateEntry("ca" + store.size(), one);
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static KeyManager[] shown(Own own) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        // It never leaves this process: a password would keep it from nobody.
        char[] password = {};
        store.setKeyEntry("own", own.key(), password, own.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys.getKeyManagers();
    }

    /**
     * Returns the certificates of a file.
     *
     * @throws IllegalArgumentException if there are none that can be read
     */
    static List<Certificate> certificates(Path file) {
        try {
            // Whatever else is in it, such as a key.
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String blocks =
                    CERTIFICATE
                            .matcher(text)
                            .results()
                            .map(MatchResult::group)
                            .collect(Collectors.joining("\n"));
            if (blocks.isEmpty()) {
                throw new IllegalArgumentException(file + " has no certificate");
            }
            return List.copyOf(
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            blocks.getBytes(StandardCharsets.US_ASCII))));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Returns the key of a file that only its owner may read.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PrivateKey key(Path file) {
        SecretFile secret = new SecretFile(file);
        if (!secret.isThere()) {
            throw new IllegalArgumentException(file + " is not there");
        }
        try {
            Matcher pem = KEY.matcher(secret.load(() -> ""));
            if (!pem.find()) {
                throw new IllegalArgumentException(file + " has no PRIVATE KEY");
            }
            byte[] der =
                    Base64.getMimeDecoder()
                            .decode(pem.group(1).getBytes(StandardCharsets.US_ASCII));
            return key(der, file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot use it: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(byte[] der, Path file) {
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // It is of another algorithm, or of none.
            }
        }
        throw new IllegalArgumentException(file + " has no key that is known here");
    }
}
