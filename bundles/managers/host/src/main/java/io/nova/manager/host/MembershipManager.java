package io.nova.manager.host;

import io.nova.api.host.HostInvitation;
import io.nova.api.host.HostMembershipService;
import io.nova.api.host.HostRecords;
import io.nova.api.identity.Authorizer;
import io.nova.manager.host.Kinds.Invitation;
import io.nova.manager.host.Kinds.Member;
import io.nova.model.AlreadyExistsException;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Secret;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.Ack;
import io.nova.protocol.HostGone;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.JoinToken;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusPlace;
import io.nova.spi.messaging.MemberAccess;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Lets machines into the cloud as hosts, and takes them out. */
@Component(
        immediate = true,
        configurationPid = MembershipManager.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MembershipManager.Config.class)
public final class MembershipManager implements HostMembershipService {

    static final String PID = "io.nova.manager.host";

    private static final SettingsFile FILE = SettingsFile.of(PID);

    /** What seals the authority of hosts. */
    @ObjectClassDefinition(name = "Hosts that join")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "File with the key that seals the authority of hosts; all controllers have"
                                + " the same, as for identity")
        String keyFile();
    }

    private static final Set<HostRole> WITHOUT_STORE =
            EnumSet.of(HostRole.COMPUTE, HostRole.NETWORK, HostRole.VOLUME);

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** How long a machine whose token expired in the midst of it may still complete. */
    /** How long before its end a host's certificate is told of. */
    private static final Duration NOTICE = Duration.ofDays(30);

    private static final Duration GRACE = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration HINT = Duration.ofSeconds(10);
    private static final int SECRET = 24;
    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Authorizer authorizer;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final Authorities authorities;
    private final BusUsers users = new BusUsers();
    private final List<HostRecords> records = new CopyOnWriteArrayList<>();
    private final JoinDesk desk;
    private final List<Subscription> subscriptions;
    private final Work<String> work;

    @Activate
    public MembershipManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        Sealer sealer = new Sealer(FILE.path("keyFile", config::keyFile));
        this.store = store;
        this.authorizer = authorizer;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        authorities = new Authorities(store, sealer, clock, ids);
        desk = new JoinDesk(store, authorities, users, this::isKnown, clock, ids);
        subscriptions =
                List.of(
                        HostProtocol.JOIN.serve(
                                bus,
                                HostProtocol.NEWCOMERS,
                                1,
                                asked -> CompletableFuture.completedStage(desk.join(asked))),
                        HostProtocol.JOINED.serve(
                                bus,
                                Address.role(HostProtocol.MANAGERS),
                                1,
                                told -> {
                                    desk.joined(told);
                                    return CompletableFuture.completedStage(Ack.OK);
                                }));
        work =
                engine.start(
                        WorkSpec.<String>named("host-invitation-collector")
                                .reconciler(key -> sweep())
                                .keys(() -> List.of("sweep"))
                                .resync(SWEEP)
                                .build());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAccess(MemberAccess added) {
        users.bind(added);
    }

    void unbindAccess(MemberAccess removed) {
        users.unbind(removed);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRecords(HostRecords added) {
        records.add(added);
    }

    void unbindRecords(HostRecords removed) {
        records.remove(removed);
    }

    private boolean isKnown(HostId host) {
        return records.stream().anyMatch(one -> one.knows(host));
    }

    @Override
    public String invite(RequestContext context, HostInvitation wanted) {
        authorizer.require(context.caller(), "nova:HostInvite");
        requireJoinable(wanted);
        HostId host = wanted.host();
        boolean taken = store.get(Kinds.MEMBER, host.value()).isPresent() || isKnown(host);
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
        return token(wanted, invitation, place, authority, user, secret).line();
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

    @Override
    public List<MembershipView> list(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        Map<HostId, Member> joined = new TreeMap<>();
        new Records<>(store, Kinds.MEMBER)
                .each(Kinds.ALL, rec -> joined.put(rec.value().host(), rec.value()));
        Map<HostId, Instant> invited = new TreeMap<>();
        invitations().forEach(rec -> invited.put(rec.value().host(), rec.value().expires()));
        Map<HostId, MembershipView> views = new TreeMap<>();
        joined.keySet().forEach(host -> views.put(host, view(host, joined, invited)));
        invited.keySet().forEach(host -> views.put(host, view(host, joined, invited)));
        return List.copyOf(views.values());
    }

    private MembershipView view(
            HostId host, Map<HostId, Member> joined, Map<HostId, Instant> invited) {
        Optional<Member> member = Optional.ofNullable(joined.get(host));
        Instant soon = clock.instant().plus(NOTICE);
        return new MembershipView(
                host,
                member.map(Member::since),
                Optional.ofNullable(invited.get(host)),
                member.map(Member::ends).filter(soon::isAfter));
    }

    private List<Rec<Invitation>> invitations() {
        List<Rec<Invitation>> all = new ArrayList<>();
        new Records<>(store, Kinds.INVITATION).each(Kinds.ALL, all::add);
        return all;
    }

    @Override
    public void remove(RequestContext context, HostId host, boolean force) {
        authorizer.require(context.caller(), "nova:HostRemove");
        Optional<Rec<Member>> member = store.get(Kinds.MEMBER, host.value());
        Optional<Rec<Invitation>> invitation = store.get(Kinds.INVITATION, host.value());
        if (member.isEmpty() && invitation.isEmpty() && !isKnown(host)) {
            throw new NotFoundException(ResourceType.HOST, host);
        }
        String held =
                records.stream()
                        .map(one -> one.held(host))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" and "));
        if (!held.isEmpty() && !force) {
            throw new InUseException(
                    ResourceType.HOST,
                    host,
                    "The host '%s' has %s; --force removes it and leaves their records"
                            .formatted(host, held));
        }
        invitation.ifPresent(desk::end);
        // First: what may still report would come back.
        if (users.areThere() || member.isPresent()) {
            users.tell(access -> access.expel(host));
        }
        member.ifPresent(this::delete);
        for (HostRecords one : records) {
            // What is on a host needs the host's record.
            if (one.held(host).isEmpty()) {
                one.forget(host);
            }
        }
        bus.broadcast(
                HostProtocol.MANAGERS,
                HostProtocol.GONE.message(
                        new HostGone(host),
                        ids.hex(16),
                        context.requestId(),
                        clock.instant().plus(HINT)));
    }

    private void delete(Rec<Member> member) {
        Tx.Builder tx = Tx.of("host-remove/" + ids.hex(16)).delete(Kinds.MEMBER, member);
        desk.revoke(tx, member.value());
        if (!(Records.commit(store, tx.build()) instanceof CommitResult.Ok)) {
            throw new UnavailableException(
                    "host",
                    "The host '%s' is being changed; try again".formatted(member.value().host()));
        }
    }

    @Override
    public String authority(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        return authorities.get().certificatePem();
    }

    /** Each controller does this; done twice it is done once. */
    private Outcome sweep() {
        if (users.areThere()) {
            Instant now = clock.instant();
            for (Rec<Invitation> invitation : invitations()) {
                Instant until = invitation.value().expires();
                if (now.isAfter(
                        invitation.value().taken().isPresent() ? until.plus(GRACE) : until)) {
                    desk.end(invitation);
                }
            }
        }
        return Outcome.done();
    }

    /** Answers no more; tokens stay good. */
    @Deactivate
    public void close() {
        subscriptions.forEach(Subscription::close);
        work.close();
    }
}
