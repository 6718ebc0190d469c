package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** Writes objects, and reads what it wrote. */
final class ObjectRounds implements Load.Round {

    static final String BUCKET = "cluster-load";
    private static final int LONGEST = 300_000;

    private final Api s3;
    private final Ledger ledger;
    private final Random random;
    private final String name;

    ObjectRounds(Api s3, Ledger ledger, Random random, String name) {
        this.s3 = s3;
        this.ledger = ledger;
        this.random = random;
        this.name = name;
    }

    @Override
    public void go(int number) {
        String key = name + "-" + number;
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        ledger.writing(key);
        Optional<Answer> answer = s3.send(Ec2.PATIENCE, "PUT", target(key), bytes);
        if (answer.isEmpty()) {
            return;
        }
        answer.get().ok();
        ledger.wrote(key, digest(bytes));
        s3.read(Ec2.PATIENCE, target(key))
                .ifPresent(
                        read -> {
                            if (!digest(read).equals(digest(bytes))) {
                                throw new AssertionError("other bytes were read of " + key);
                            }
                        });
    }

    static String target(String key) {
        return "/" + BUCKET + "/" + key;
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
