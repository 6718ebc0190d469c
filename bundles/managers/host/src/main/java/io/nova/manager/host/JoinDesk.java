package io.nova.manager.host;

import io.nova.manager.host.Kinds.Invitation;
import io.nova.manager.host.Kinds.Member;
import io.nova.manager.host.Kinds.Revoked;
import io.nova.manager.host.Kinds.Taken;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.JoinReply;
import io.nova.protocol.JoinRequest;
import io.nova.protocol.Joined;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes members of machines with tokens. A token is spent on the first machine that shows it, known
 * by its key: that one may ask again for as long as it did not tell that it has all it needs.
 */
final class JoinDesk {

    private static final Logger LOG = LoggerFactory.getLogger(JoinDesk.class);
    private static final int ATTEMPTS = 20;

    /** Messages between machines have deadlines, which are times. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    /** How long a host's certificate is good for. */
    static final Duration LIFE = Duration.ofDays(3650);

    private final StateStore store;
    private final Authorities authorities;
    private final BusUsers users;
    private final Predicate<HostId> known;
    private final Clock clock;
    private final IdSource ids;

    /**
     * @param known tells whether there are records of a host, whether or not it is a member
     */
    JoinDesk(
            StateStore store,
            Authorities authorities,
            BusUsers users,
            Predicate<HostId> known,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.authorities = authorities;
        this.users = users;
        this.known = known;
        this.clock = clock;
        this.ids = ids;
    }

    /** Something that the machine's operator is told. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    JoinReply join(JoinRequest asked) {
        try {
            JoinReply reply = admit(asked);
            LOG.info("The machine that is to be the host {} got what it needs", asked.host());
            return reply;
        } catch (Refused e) {
            LOG.warn("A machine may not join as {}: {}", asked.host(), e.getMessage());
            return JoinReply.refused(String.valueOf(e.getMessage()));
        }
    }

    private JoinReply admit(JoinRequest asked) {
        requireForm(asked);
        Authority authority = authorities.get();
        if (!authority.cloud().equals(asked.cloud())) {
            throw new Refused(
                    "the token is of the cloud %s, and this is %s"
                            .formatted(asked.cloud(), authority.cloud()));
        }
        requireClock(asked);
        CertificateRequest request = request(asked);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Invitation> invitation = invitation(asked);
            Optional<Taken> taken = invitation.value().taken();
            if (taken.isPresent()) {
                return again(asked, request, taken.get(), authority);
            }
            take(invitation, request, authority);
        }
        throw new UnavailableException("host", "The invitation changes too quickly; try again");
    }

    private void requireForm(JoinRequest asked) {
        int form = asked.form();
        if (form > HostProtocol.FORM) {
            throw new Refused(
                    "the machine has the release %s, which is newer than the cloud's: update the"
                                    .formatted(asked.release())
                            + " controllers first");
        } else if (form < HostProtocol.FORM - 1) {
            throw new Refused(
                    "the machine has the release %s, which is too old for the cloud: update it"
                            .formatted(asked.release()));
        }
    }

    private void requireClock(JoinRequest asked) {
        Duration ahead = Duration.between(clock.instant(), Instant.ofEpochMilli(asked.clock()));
        if (ahead.abs().compareTo(SKEW) > 0) {
            throw new Refused(
                    "the machine's clock is %d s %s the cloud's; set it, and keep it so with NTP"
                            .formatted(
                                    ahead.abs().toSeconds(),
                                    ahead.isNegative() ? "behind" : "ahead of"));
        }
    }

    private static CertificateRequest request(JoinRequest asked) {
        try {
            return CertificateRequest.parse(asked.request(), asked.host());
        } catch (IllegalArgumentException e) {
            throw new Refused("the request for a certificate is bad: " + e.getMessage());
        }
    }

    private Rec<Invitation> invitation(JoinRequest asked) {
        Optional<Rec<Invitation>> found = store.get(Kinds.INVITATION, asked.host().value());
        boolean fits =
                found.map(Rec::value)
                        .filter(one -> one.id().equals(asked.invitation()))
                        .filter(one -> isSecret(one, asked.secret()))
                        .isPresent();
        if (!fits) {
            throw new Refused(
                    "the token is not good any longer: it was used, or another was made for %s since;"
                                    .formatted(asked.host())
                            + " make another with nova:host-invite");
        }
        Invitation invitation = found.orElseThrow().value();
        if (invitation.taken().isEmpty() && !clock.instant().isBefore(invitation.expires())) {
            throw new Refused(
                    "the token expired at %s; make another with nova:host-invite"
                            .formatted(invitation.expires()));
        }
        return found.orElseThrow();
    }

    private static boolean isSecret(Invitation invitation, String secret) {
        return MessageDigest.isEqual(
                Digests.of(secret).getBytes(StandardCharsets.US_ASCII),
                invitation.secret().getBytes(StandardCharsets.US_ASCII));
    }

    /** Spends the token; whether that came to pass is seen by reading it again. */
    private void take(Rec<Invitation> invitation, CertificateRequest request, Authority authority) {
        HostId host = invitation.value().host();
        Optional<Rec<Member>> before = store.get(Kinds.MEMBER, host.value());
        if (!invitation.value().replace() && (before.isPresent() || known.test(host))) {
            throw new Refused(
                    "there is a host %s already; nova:host-invite %1$s --replace makes a token that"
                                    .formatted(host)
                            + " takes its place");
        }
        Instant now = clock.instant();
        Instant until = now.plus(LIFE);
        Authority.Issued issued = authority.issue(host.value(), request.key(), now, until, ids);
        Taken taken = new Taken(request.digest(), issued.pem());
        Member member =
                new Member(host, request.digest(), issued.serial(), now, Optional.of(until));
        Tx.Builder tx =
                Tx.of("host-join/" + ids.hex(16))
                        .update(Kinds.INVITATION, invitation, invitation.value().by(taken));
        before.ifPresentOrElse(
                rec -> {
                    tx.update(Kinds.MEMBER, rec, member);
                    revoke(tx, rec.value());
                },
                () -> tx.create(Kinds.MEMBER, host.value(), member));
        var unused = Records.commit(store, tx.build());
    }

    void revoke(Tx.Builder tx, Member member) {
        tx.create(
                Kinds.REVOKED,
                member.serial(),
                new Revoked(member.serial(), member.host(), clock.instant()));
    }

    private JoinReply again(
            JoinRequest asked, CertificateRequest request, Taken taken, Authority authority) {
        if (!taken.key().equals(request.digest())) {
            throw new Refused(
                    "the token was used by another machine; make another with nova:host-invite");
        }
        String user = users.ask(access -> access.admit(asked.host(), asked.credential()));
        return new JoinReply("", user, taken.certificate() + authority.certificatePem());
    }

    /** The machine reached the bus as itself. */
    void joined(Joined told) {
        Optional<Rec<Invitation>> found = store.get(Kinds.INVITATION, told.host().value());
        if (found.map(Rec::value)
                .filter(one -> one.id().equals(told.invitation()) && one.taken().isPresent())
                .isPresent()) {
            end(found.orElseThrow());
            LOG.info("The host {} joined the cloud", told.host());
        }
    }

    /** Ends what a token is good for. */
    void end(Rec<Invitation> invitation) {
        users.tell(access -> access.withdraw(invitation.value().id()));
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("host-invitation-end/" + ids.hex(16))
                                .delete(Kinds.INVITATION, invitation)
                                .build());
        LOG.debug("The invitation {} ended: {}", invitation.id(), result);
    }
}
