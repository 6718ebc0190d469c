package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.Secret;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key for one day, region and service, derived from a secret; safe to keep for that day. */
public final class SigningKey {

    private static final String HMAC = "HmacSHA256";

    /** Holds the key, and is never used but to be copied: signing threads share nothing. */
    private final Mac keyed;

    private final CredentialScope scope;

    private SigningKey(byte[] key, CredentialScope scope) {
        this.keyed = mac(new SecretKeySpec(key, HMAC));
        this.scope = scope;
    }

    /** Derives the key; four rounds of HMAC. */
    public static SigningKey derive(Secret secret, CredentialScope scope) {
        byte[] bytes = secret.reveal();
        byte[] start = new byte[bytes.length + 4];
        System.arraycopy("AWS4".getBytes(UTF_8), 0, start, 0, 4);
        System.arraycopy(bytes, 0, start, 4, bytes.length);
        byte[] date = hmac(new SecretKeySpec(start, HMAC), scope.date());
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(start, (byte) 0);
        byte[] region = hmac(new SecretKeySpec(date, HMAC), scope.region());
        byte[] service = hmac(new SecretKeySpec(region, HMAC), scope.service());
        return new SigningKey(
                hmac(new SecretKeySpec(service, HMAC), CredentialScope.TERMINATOR), scope);
    }

    /** Returns what the key is good for. */
    public CredentialScope scope() {
        return scope;
    }

    /** Signs; the raw 32 bytes. */
    public byte[] sign(StringToSign string) {
        try {
            return ((Mac) keyed.clone()).doFinal(string.text().getBytes(UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + HMAC + " cannot be copied", e);
        }
    }

    /** Signs, in lower-case hex. */
    public String signHex(StringToSign string) {
        return HexFormat.of().formatHex(sign(string));
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "SigningKey[" + scope + "]";
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        return mac(key).doFinal(text.getBytes(UTF_8));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
