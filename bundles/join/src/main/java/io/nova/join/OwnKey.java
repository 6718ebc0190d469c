package io.nova.join;

import io.nova.model.HostId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** The machine's key, which is made here and never leaves. */
record OwnKey(KeyPair pair) {

    /** Returns the key of the file, which is made if it is not there. */
    static OwnKey of(Home home) throws IOException {
        Optional<String> text = Home.read(home.key());
        try {
            if (text.isPresent()) {
                return new OwnKey(parse(text.get()));
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair made = generator.generateKeyPair();
            Home.write(
                    home.key(),
                    pem("PRIVATE KEY", made.getPrivate().getEncoded())
                            + pem("PUBLIC KEY", made.getPublic().getEncoded()));
            return new OwnKey(made);
        } catch (GeneralSecurityException e) {
            throw new IOException(home.key() + " holds no key: " + e.getMessage(), e);
        }
    }

    private static KeyPair parse(String text) throws IOException, GeneralSecurityException {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject own = reader.readPemObject();
            PemObject shown = reader.readPemObject();
            if (own == null || shown == null) {
                throw new GeneralSecurityException("it is cut off");
            }
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(shown.getContent())),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(own.getContent())));
        }
    }

    /** Returns a request for a certificate of the host's name. */
    String request(HostId host) throws IOException {
        try {
            return pem(
                    "CERTIFICATE REQUEST",
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500NameBuilder(BCStyle.INSTANCE)
                                            .addRDN(BCStyle.CN, host.value())
                                            .build(),
                                    pair.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(pair.getPrivate()))
                            .getEncoded());
        } catch (OperatorCreationException e) {
            throw new IOException("a key that was read cannot sign", e);
        }
    }

    private static String pem(String type, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "OwnKey";
    }
}
