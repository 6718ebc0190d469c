package io.nova.manager.compute;

import io.nova.model.IdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** The keys that identity documents are signed with, each with a certificate that it signed. */
record DocumentKeys(Pair rsa, Pair dsa) {

    private static final int BITS = 2048;
    private static final String KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";

    /** Verifiers keep the certificates, as they keep EC2's, which last for as long. */
    private static final Duration LIFE = Duration.ofDays(36_500);

    /** A private key and the certificate of its public half. */
    record Pair(PrivateKey key, X509Certificate certificate) {}

    static DocumentKeys generate(Instant now, IdSource ids) {
        return new DocumentKeys(pair("RSA", now, ids), pair("DSA", now, ids));
    }

    @SuppressWarnings("JavaUtilDate") // The builder of certificates takes no other time.
    private static Pair pair(String algorithm, Instant now, IdSource ids) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            // A message names its signer by issuer and number, so the two have different ones.
            X500Name name =
                    new X500Name("O=Nova,CN=Instance identity documents (" + algorithm + ")");
            X509CertificateHolder certificate =
                    new JcaX509v3CertificateBuilder(
                                    name,
                                    new BigInteger(ids.hex(16), 16),
                                    Date.from(now),
                                    Date.from(now.plus(LIFE)),
                                    name,
                                    pair.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256with" + algorithm)
                                            .build(pair.getPrivate()));
            return new Pair(pair.getPrivate(), certificate(certificate.getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every JVM makes " + algorithm + " keys", e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    /**
     * Reads what {@link #pem} wrote.
     *
     * @throws IOException if it is something else
     */
    static DocumentKeys parse(String pem) throws IOException {
        List<PemObject> parts = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            for (PemObject next = reader.readPemObject();
                    next != null;
                    next = reader.readPemObject()) {
                parts.add(next);
            }
        }
        List<String> types = parts.stream().map(PemObject::getType).toList();
        if (!types.equals(List.of(KEY, CERTIFICATE, KEY, CERTIFICATE))) {
            throw new IOException("holds " + types + " where two keys and certificates should be");
        }
        try {
            return new DocumentKeys(
                    pair("RSA", parts.get(0), parts.get(1)),
                    pair("DSA", parts.get(2), parts.get(3)));
        } catch (GeneralSecurityException e) {
            throw new IOException("holds no RSA key and DSA key with their certificates", e);
        }
    }

    private static Pair pair(String algorithm, PemObject key, PemObject certificate)
            throws GeneralSecurityException {
        return new Pair(
                KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(key.getContent())),
                certificate(certificate.getContent()));
    }

    /** Returns everything, the private keys too. */
    String pem() {
        return pem(KEY, rsa.key().getEncoded())
                + pem(CERTIFICATE, encoded(rsa))
                + pem(KEY, dsa.key().getEncoded())
                + pem(CERTIFICATE, encoded(dsa));
    }

    /** Returns what anybody may have. */
    String certificates() {
        return pem(CERTIFICATE, encoded(rsa)) + pem(CERTIFICATE, encoded(dsa));
    }

    private static byte[] encoded(Pair pair) {
        try {
            return pair.certificate().getEncoded();
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
        return "DocumentKeys[" + rsa.certificate().getSubjectX500Principal() + "]";
    }
}
