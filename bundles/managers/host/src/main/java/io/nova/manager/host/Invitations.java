package io.nova.manager.host;

import io.nova.api.host.HostInvitation;
import io.nova.manager.host.Kinds.Invitation;
import io.nova.model.AlreadyExistsException;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.Secret;
import io.nova.model.UnavailableException;
import io.nova.protocol.JoinToken;
import io.nova.spi.messaging.BusPlace;
import io.nova.spi.messaging.MemberAccess;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tokens that let machines in: what is known of each, and when they end. */
final class Invitations {

    private static final Set<HostRole> WITHOUT_STORE =
            EnumSet.of(HostRole.COMPUTE, HostRole.NETWORK, HostRole.VOLUME);

    /** How long a machine whose token expired in the midst of it may still complete. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int SECRET = 24;
    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Authorities authorities;
    private final BusUsers users;
    private final JoinDesk desk;
    private final Clock clock;
    private final IdSource ids;

    Invitations(
            StateStore store,
            Authorities authorities,
            BusUsers users,
            JoinDesk desk,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.authorities = authorities;
        this.users = users;
        this.desk = desk;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Makes a token; an earlier one for the name ends.
     *
     * @param taken whether there is a host of that name
     */
    JoinToken make(HostInvitation wanted, boolean taken) {
        requireJoinable(wanted);
        HostId host = wanted.host();
        if (taken && !wanted.replace()) {
            throw new AlreadyExistsException(
                    ResourceType.HOST,
                    host,
                    "There is a host '%s' already; --replace makes a token that takes its place"
                            .formatted(host));
        }
        BusPlace place = users.ask(MemberAccess::place);
        Authority authority = authorities.get();
        byte[] random = new byte[SECRET];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        Invitation invitation =
                new Invitation(
                        ids.hex(16),
                        host,
                        wanted.replace(),
                        clock.instant().plus(wanted.valid()),
                        Digests.of(secret),
                        Optional.empty());
        write(invitation);
        String user = users.ask(access -> access.invite(invitation.id(), Secret.of(secret)));
        return token(wanted, invitation, place, authority, user, secret);
    }

    private static void requireJoinable(HostInvitation wanted) {
        Set<HostRole> others = new TreeSet<>(wanted.roles());
        others.removeAll(WITHOUT_STORE);
        if (!others.isEmpty()) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.UNKNOWN,
                    "roles",
                    "A host that joins has no access to the store: its roles are of compute, network,"
                            + " volume, and not "
                            + others.stream()
                                    .map(HostRole::word)
                                    .collect(Collectors.joining(", ")));
        }
        if (wanted.valid().compareTo(Duration.ZERO) <= 0 || wanted.valid().compareTo(LONGEST) > 0) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.UNKNOWN,
                    "valid",
                    "A token is good for 30 days at most, and for some time");
        }
    }

    /** Puts the invitation in the place of an earlier one for the name. */
    private void write(Invitation invitation) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Invitation>> before =
                    store.get(Kinds.INVITATION, invitation.host().value());
            before.ifPresent(rec -> users.tell(access -> access.withdraw(rec.value().id())));
            Tx.Builder tx = Tx.of("host-invite/" + ids.hex(16));
            before.ifPresentOrElse(
                    rec -> tx.update(Kinds.INVITATION, rec, invitation),
                    () -> tx.create(Kinds.INVITATION, invitation.host().value(), invitation));
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
        }
        throw new UnavailableException("host", "The invitation changes too quickly; try again");
    }

    private JoinToken token(
            HostInvitation wanted,
            Invitation invitation,
            BusPlace place,
            Authority authority,
            String user,
            String secret) {
        Map<String, String> settings = new HashMap<>(place.settings());
        if (!wanted.brokers().isEmpty()) {
            settings.put("brokers", String.join(", ", wanted.brokers()));
        }
        // A broker may want a certificate of whoever connects, and a newcomer has none yet.
        KeyPair pair = Authority.newKey();
        Authority.Issued issued =
                authority.issue(
                        "newcomer " + invitation.id(),
                        pair.getPublic(),
                        clock.instant(),
                        invitation.expires().plus(GRACE),
                        ids);
        return new JoinToken(
                authority.cloud(),
                invitation.id(),
                invitation.host().value(),
                wanted.roles().stream().map(HostRole::word).sorted().toList(),
                invitation.expires(),
                user,
                secret,
                place.driver(),
                settings,
                place.trust(),
                issued.pem(),
                Pem.write(Pem.KEY, pair.getPrivate().getEncoded()));
    }

    List<Rec<Invitation>> all() {
        List<Rec<Invitation>> all = new ArrayList<>();
        new Records<>(store, Kinds.INVITATION).each(Kinds.ALL, all::add);
        return all;
    }

    /** Each controller does this; done twice it is done once. */
    void endExpired() {
        if (!users.areThere()) {
            return;
        }
        Instant now = clock.instant();
        for (Rec<Invitation> invitation : all()) {
            Instant until = invitation.value().expires();
            if (now.isAfter(invitation.value().taken().isPresent() ? until.plus(GRACE) : until)) {
                desk.end(invitation);
            }
        }
    }
}
