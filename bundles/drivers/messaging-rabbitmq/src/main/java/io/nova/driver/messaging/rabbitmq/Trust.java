package io.nova.driver.messaging.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are believed. */
final class Trust {

    private Trust() {}

    /**
     * Returns what believes the authorities in a file of PEM certificates and no others, or without
     * a file those of the Java platform.
     *
     * @throws IllegalArgumentException if there are none that can be read
     */
    static SSLContext of(Optional<Path> file) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(file.isPresent() ? authorities(file.get()) : null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot read " + file.map(Path::toString).orElse("") + ": " + e, e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + store.size(), one);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException(file + " has no certificate");
            }
            return store;
        }
    }
}
