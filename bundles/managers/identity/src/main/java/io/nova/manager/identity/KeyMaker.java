package io.nova.manager.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.Secret;
import java.math.BigInteger;

/** Makes access keys, secrets and project ids. */
final class KeyMaker {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final long FIRST_PROJECT = 100_000_000_000L;
    private static final long PROJECTS = 900_000_000_000L;

    private final IdSource ids;

    KeyMaker(IdSource ids) {
        this.ids = ids;
    }

    /** Returns a new key in the form that tools know: {@code AKIA} and 16 letters or digits. */
    AccessKeyId key() {
        StringBuilder key = new StringBuilder("AKIA");
        for (int i = 0; i < 16; i++) {
            key.append(LETTERS.charAt(Integer.parseInt(ids.hex(2), 16) % LETTERS.length()));
        }
        return new AccessKeyId(key.toString());
    }

    /** Returns 160 random bits as text that needs no quoting anywhere. */
    Secret secret() {
        return Secret.of(ids.hex(40));
    }

    /** Returns an id that another project may have, if rarely. */
    ProjectId project() {
        long number = new BigInteger(ids.hex(32), 16).mod(BigInteger.valueOf(PROJECTS)).longValue();
        return new ProjectId(Long.toString(FIRST_PROJECT + number));
    }
}
