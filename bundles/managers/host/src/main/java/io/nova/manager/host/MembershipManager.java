package io.nova.manager.host;

import io.nova.api.host.HostInvitation;
import io.nova.api.host.HostMembershipService;
import io.nova.api.host.HostRecords;
import io.nova.api.identity.Authorizer;
import io.nova.manager.host.Kinds.Invitation;
import io.nova.manager.host.Kinds.Member;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.Ack;
import io.nova.protocol.HostGone;
import io.nova.protocol.HostProtocol;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MemberAccess;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** How long before its end a host's certificate is told of. */
    private static final Duration NOTICE = Duration.ofDays(30);

    private static final Duration HINT = Duration.ofSeconds(10);

    private final StateStore store;
    private final Authorizer authorizer;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final Authorities authorities;
    private final BusUsers users = new BusUsers();
    private final List<HostRecords> records = new CopyOnWriteArrayList<>();
    private final JoinDesk desk;
    private final Invitations invitations;
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
        invitations = new Invitations(store, authorities, users, desk, clock, ids);
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
                                .reconciler(
                                        key -> {
                                            invitations.endExpired();
                                            return Outcome.done();
                                        })
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
        return invitations.make(wanted, isMember(wanted.host())).line();
    }

    private boolean isMember(HostId host) {
        return store.get(Kinds.MEMBER, host.value()).isPresent() || isKnown(host);
    }

    @Override
    public List<MembershipView> list(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        Map<HostId, Member> joined = new TreeMap<>();
        new Records<>(store, Kinds.MEMBER)
                .each(Kinds.ALL, rec -> joined.put(rec.value().host(), rec.value()));
        Map<HostId, Instant> invited = new TreeMap<>();
        invitations.all().forEach(rec -> invited.put(rec.value().host(), rec.value().expires()));
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

    /** Answers no more; tokens stay good. */
    @Deactivate
    public void close() {
        subscriptions.forEach(Subscription::close);
        work.close();
    }
}
