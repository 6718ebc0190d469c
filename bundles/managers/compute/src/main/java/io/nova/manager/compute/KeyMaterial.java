package io.nova.manager.compute;

import io.nova.model.InvalidParameterException;
import io.nova.model.Secret;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A new key pair: the public half to keep and the private half to tell once. */
record KeyMaterial(PublicKeyText publicKey, Secret privatePem) {

    private static final int RSA_BITS = 2048;
    private static final int CERTAINTY = 112;
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyMaterial generate(String algorithm) {
        try {
            return switch (algorithm) {
                case "rsa" -> rsa();
                case "ed25519" -> ed25519();
                default ->
                        throw InvalidParameterException.badValue(
                                "KeyType", algorithm, "it is rsa or ed25519");
            };
        } catch (IOException e) {
            throw new IllegalStateException("a key just made cannot be encoded", e);
        }
    }

    /** EC2's fingerprint of a key that it made is the SHA-1 of the private key in PKCS #8. */
    private static KeyMaterial rsa() throws IOException {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(
                new RSAKeyGenerationParameters(
                        BigInteger.valueOf(65537), RANDOM, RSA_BITS, CERTAINTY));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        PrivateKeyInfo info = PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate());
        byte[] pkcs1 = info.parsePrivateKey().toASN1Primitive().getEncoded("DER");
        return new KeyMaterial(
                PublicKeyText.of(
                        pair.getPublic(),
                        Optional.of(PublicKeyText.colons("SHA-1", info.getEncoded("DER")))),
                pem("RSA PRIVATE KEY", pkcs1));
    }

    private static KeyMaterial ed25519() throws IOException {
        Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(RANDOM));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return new KeyMaterial(
                PublicKeyText.of(pair.getPublic(), Optional.empty()),
                pem(
                        "OPENSSH PRIVATE KEY",
                        OpenSSHPrivateKeyUtil.encodePrivateKey(pair.getPrivate())));
    }

    private static Secret pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return Secret.of(text.toString());
    }
}
