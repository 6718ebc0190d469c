package io.nova.manager.compute;

import io.nova.model.InvalidParameterException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A public key that guests can use: RSA or Ed25519.
 *
 * @param algorithm {@code rsa} or {@code ed25519}
 * @param wire the key in OpenSSH's wire form, in base64
 * @param fingerprint as EC2 shows it
 */
record PublicKeyText(String algorithm, String wire, String fingerprint) {

    private static final int MAX_TEXT = 16 * 1024;

    /** Returns the key as one line for a guest's {@code authorized_keys}. */
    String openSsh(String comment) {
        String kind = algorithm.equals("rsa") ? "ssh-rsa" : "ssh-ed25519";
        return kind + " " + wire + " " + comment.replaceAll("[^\\x21-\\x7e]", "_");
    }

    /**
     * Reads a key in OpenSSH form, in PEM, in RFC 4716's form or as DER in base64.
     *
     * @throws InvalidParameterException if it is none of these or of another kind
     */
    static PublicKeyText parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw refuse("it is too long for a public key");
        }
        try {
            return of(read(text.strip()), Optional.empty());
        } catch (IOException | RuntimeException e) {
            if (e instanceof InvalidParameterException invalid) {
                throw invalid;
            }
            throw refuse("it is no public key in OpenSSH, PEM or DER form");
        }
    }

    /**
     * @param fingerprint where it is not that of an imported key
     */
    static PublicKeyText of(AsymmetricKeyParameter key, Optional<String> fingerprint)
            throws IOException {
        String wire = Base64.getEncoder().encodeToString(OpenSSHPublicKeyUtil.encodePublicKey(key));
        if (key instanceof RSAKeyParameters rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits != 1024 && bits != 2048 && bits != 3072 && bits != 4096) {
                throw refuse("RSA keys have 1024, 2048, 3072 or 4096 bits, not " + bits);
            }
            byte[] der =
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded("DER");
            return new PublicKeyText("rsa", wire, fingerprint.orElseGet(() -> colons("MD5", der)));
        }
        if (key instanceof Ed25519PublicKeyParameters) {
            byte[] digest = digest("SHA-256", OpenSSHPublicKeyUtil.encodePublicKey(key));
            return new PublicKeyText("ed25519", wire, Base64.getEncoder().encodeToString(digest));
        }
        throw refuse("only RSA and Ed25519 keys are supported");
    }

    static String colons(String algorithm, byte[] bytes) {
        return HexFormat.ofDelimiter(":").formatHex(digest(algorithm, bytes));
    }

    private static AsymmetricKeyParameter read(String text) throws IOException {
        if (text.startsWith("ssh-")) {
            return OpenSSHPublicKeyUtil.parsePublicKey(decode(text.split("\\s+", 3)[1]));
        }
        if (text.startsWith("---- BEGIN SSH2")) {
            return OpenSSHPublicKeyUtil.parsePublicKey(decode(body(text)));
        }
        byte[] der = decode(text.startsWith("-----BEGIN") ? body(text) : text);
        return PublicKeyFactory.createKey(SubjectPublicKeyInfo.getInstance(der));
    }

    /** Returns what stands between the first and the last line, without headers. */
    private static String body(String armoured) {
        StringBuilder body = new StringBuilder();
        armoured.lines()
                .filter(line -> !line.startsWith("-") && !line.contains(":"))
                .forEach(line -> body.append(line.strip()));
        return body.toString();
    }

    private static byte[] decode(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + algorithm, e);
        }
    }

    private static InvalidParameterException refuse(String reason) {
        return new InvalidParameterException(
                InvalidParameterException.Problem.MALFORMED,
                "PublicKeyMaterial",
                "The public key cannot be used: " + reason);
    }
}
