package io.nova.driver.messaging.rabbitmq;

import io.nova.model.Secret;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** What RabbitMQ keeps of a password: a salt, and the SHA-256 of that with the password. */
public final class PasswordHash {

    private static final int SALT = 4;
    private static final int DIGEST = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/]{48}");

    private PasswordHash() {}

    /** Returns the hash of a password that nobody can guess: it is not made to resist guessing. */
    public static String of(Secret password) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        byte[] plain = password.reveal();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update(plain);
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(SALT + DIGEST)
                                    .put(salt)
                                    .put(digest.digest())
                                    .array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Tells whether a text has the form of such a hash. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
