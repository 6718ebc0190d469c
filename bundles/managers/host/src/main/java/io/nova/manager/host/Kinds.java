package io.nova.manager.host;

import io.nova.model.HostId;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The kinds of record of hosts that join. */
final class Kinds {

    /** Found by this are all records of a kind. */
    static final IndexEntry ALL = new IndexEntry("all", "");

    /** The one record of its kind. */
    static final String THE_AUTHORITY = "hosts";

    static final Kind<SealedAuthority> AUTHORITY =
            new Kind<>("host-authority", SealedAuthority.class, one -> List.of());

    /** By the host's name, so that there is one for a name. */
    static final Kind<Invitation> INVITATION =
            new Kind<>("host-invitation", Invitation.class, one -> List.of(ALL));

    static final Kind<Member> MEMBER = new Kind<>("host-member", Member.class, one -> List.of(ALL));
    static final Kind<Revoked> REVOKED =
            new Kind<>("host-revoked", Revoked.class, one -> List.of(ALL));

    private Kinds() {}

    /**
     * The authority of hosts.
     *
     * @param cloud its name, which tokens bear
     * @param certificate as PEM
     * @param kek names the key that sealed the key
     * @param sealed the key
     */
    record SealedAuthority(String cloud, String certificate, String kek, String sealed) {}

    /**
     * What a token is good for.
     *
     * @param secret SHA-256 of the token's
     * @param taken by which machine; empty: by none yet
     */
    record Invitation(
            String id,
            HostId host,
            boolean replace,
            Instant expires,
            String secret,
            Optional<Taken> taken) {

        Invitation by(Taken machine) {
            return new Invitation(id, host, replace, expires, secret, Optional.of(machine));
        }
    }

    /**
     * The machine that a token is spent on.
     *
     * @param key SHA-256 of its public key
     * @param certificate that it gets, as PEM
     */
    record Taken(String key, String certificate) {}

    /**
     * A host that joined.
     *
     * @param key SHA-256 of its public key
     * @param serial of its certificate, in hexadecimal digits
     * @param until when the certificate ends; empty in what an earlier release stored
     */
    record Member(HostId host, String key, String serial, Instant since, Optional<Instant> until) {

        /** Returns when its certificate ends. */
        Instant ends() {
            return until.orElse(since.plus(JoinDesk.LIFE));
        }
    }

    /** A certificate that counts no longer. */
    record Revoked(String serial, HostId host, Instant at) {}
}
