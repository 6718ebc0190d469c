package io.nova.manager.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** The private key that opens bundles, and the certificate that clients encrypt them to. */
record BundlePair(PrivateKey key, X509Certificate certificate) {

    private static final int BITS = 2048;

    /** A certificate that follows from the key alone is the same after every start. */
    private static final Instant FROM = Instant.parse("2010-01-01T00:00:00Z");

    private static final Duration LIFE = Duration.ofDays(36_500);

    /** Returns a new key, in PEM. */
    static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM makes RSA keys", e);
        }
    }

    /**
     * Reads an RSA key, and a certificate of it if there is one in the text; if there is none, it
     * is made.
     *
     * @throws IOException if there is no such key in it
     */
    static BundlePair parse(String pem) throws IOException {
        Optional<PrivateKeyInfo> key = Optional.empty();
        Optional<X509CertificateHolder> certificate = Optional.empty();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    key = Optional.of(pair.getPrivateKeyInfo());
                } else if (part instanceof PrivateKeyInfo info) {
                    key = Optional.of(info);
                } else if (part instanceof X509CertificateHolder holder) {
                    certificate = Optional.of(holder);
                }
            }
        }
        PrivateKey read =
                new JcaPEMKeyConverter()
                        .getPrivateKey(
                                key.orElseThrow(
                                        () -> new IOException("there is no PRIVATE KEY in it")));
        if (!(read instanceof RSAPrivateCrtKey rsa)) {
            throw new IOException("its key is not one of RSA");
        }
        return of(rsa, certificate);
    }

    private static BundlePair of(RSAPrivateCrtKey key, Optional<X509CertificateHolder> known)
            throws IOException {
        try {
            PublicKey half =
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent()));
            byte[] der = known.isPresent() ? known.get().getEncoded() : certify(key, half);
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            if (!certificate.getPublicKey().equals(half)) {
                throw new IOException("its certificate is of another key");
            }
            return new BundlePair(key, certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException("its certificate cannot be read", e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // The builder of certificates takes no other time.
    private static byte[] certify(PrivateKey key, PublicKey half) throws IOException {
        try {
            X500Name name = new X500Name("O=Nova,CN=Image bundles");
            byte[] digest = Digests.sha256().digest(half.getEncoded());
            return new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(1, Arrays.copyOf(digest, 16)),
                            Date.from(FROM),
                            Date.from(FROM.plus(LIFE)),
                            name,
                            half)
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(key))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IOException("its key cannot sign", e);
        }
    }

    /** Returns what anybody may have. */
    String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }

    private static String pem(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot be written to", e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "BundlePair[" + certificate.getSubjectX500Principal() + "]";
    }
}
