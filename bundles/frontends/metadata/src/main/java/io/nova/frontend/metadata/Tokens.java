package io.nova.frontend.metadata;

import io.nova.model.InstanceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session tokens of IMDSv2: each says until when it is good, and is signed for one instance, so
 * that none need be kept. The key is of this process: after a restart guests ask for another token.
 */
final class Tokens {

    private static final String ALGORITHM = "HmacSHA256";

    private final Clock clock;
    private final SecretKeySpec key;

    Tokens(Clock clock) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.clock = clock;
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    String issue(InstanceId instance, Duration validity) {
        long until = clock.instant().plus(validity).getEpochSecond();
        byte[] proof = proof(instance, until);
        ByteBuffer token = ByteBuffer.allocate(Long.BYTES + proof.length);
        token.putLong(until).put(proof);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** Tells whether the token was issued to this instance and is still good. */
    boolean accepts(String token, InstanceId instance) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (bytes.remaining() <= Long.BYTES) {
            return false;
        }
        long until = bytes.getLong();
        byte[] proof = new byte[bytes.remaining()];
        bytes.get(proof);
        return MessageDigest.isEqual(proof, proof(instance, until))
                && clock.instant().getEpochSecond() < until;
    }

    private byte[] proof(InstanceId instance, long until) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(instance.value().getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(until).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
