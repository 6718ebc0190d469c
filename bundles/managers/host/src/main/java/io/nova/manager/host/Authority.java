package io.nova.manager.host;

import io.nova.model.IdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Gives certificates to the hosts of one cloud. */
record Authority(String cloud, X509Certificate certificate, PrivateKey key) {

    /** Clocks of brokers may be behind. */
    private static final Duration EARLY = Duration.ofMinutes(15);

    private static final Duration LIFE = Duration.ofDays(36_500);
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_DIGITS = 31;

    /** A certificate with its number, in hexadecimal digits. */
    record Issued(String serial, String pem) {}

    static Authority generate(String cloud, Instant now, IdSource ids) {
        KeyPair pair = newKey();
        X500Name name = name(cloud, "Hosts");
        X509v3CertificateBuilder builder =
                builder(name, name, pair.getPublic(), now, now.plus(LIFE), ids);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(cloud, sign(builder, pair.getPrivate()), pair.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException("a certificate cannot be written", e);
        }
    }

    /**
     * Reads what {@link #certificatePem} and {@link #key} gave.
     *
     * @throws GeneralSecurityException if it is something else
     */
    static Authority of(String cloud, String certificate, byte[] key)
            throws GeneralSecurityException {
        return new Authority(
                cloud,
                certificate(Pem.read(Pem.CERTIFICATE, certificate)),
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)));
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes such keys", e);
        }
    }

    /** Returns a certificate with which a client of that name proves itself. */
    Issued issue(String client, PublicKey of, Instant now, Instant until, IdSource ids) {
        X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder =
                builder(issuer, name(cloud, client), of, now, until, ids);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            X509Certificate made = sign(builder, key);
            return new Issued(
                    made.getSerialNumber().toString(16),
                    Pem.write(Pem.CERTIFICATE, made.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be written", e);
        }
    }

    String certificatePem() {
        try {
            return Pem.write(Pem.CERTIFICATE, certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }

    private static X500Name name(String cloud, String common) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Nova " + cloud)
                .addRDN(BCStyle.CN, common)
                .build();
    }

    @SuppressWarnings("JavaUtilDate") // The builder of certificates takes no other time.
    private static X509v3CertificateBuilder builder(
            X500Name issuer,
            X500Name subject,
            PublicKey key,
            Instant now,
            Instant until,
            IdSource ids) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(ids.hex(SERIAL_DIGITS), 16),
                Date.from(now.minus(EARLY)),
                Date.from(until),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return certificate(
                    builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)).getEncoded());
        } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key that was read cannot sign", e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    @Override
    public String toString() {
        return "Authority[" + cloud + "]";
    }
}
