package io.nova.manager.compute;

import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.json.Json;
import io.nova.model.ConflictException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InterfaceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceStatus;
import io.nova.model.compute.InstanceType;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds room for a plan and commits it: the instances, their room, their addresses and their quota
 * in one transaction, which also takes over the volumes that were made for them. A lost race reads
 * again and places again.
 */
final class Launcher {

    /** A transaction's steps are bounded; more instances than these are several requests. */
    static final int MAX_INSTANCES = 200;

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final HostRoster hosts;
    private final QuotaService quotas;
    private final VpcService vpcs;
    private final InstanceVolumeService volumes;
    private final Clock clock;
    private final IdSource ids;

    Launcher(
            StateStore store,
            HostRoster hosts,
            QuotaService quotas,
            VpcService vpcs,
            InstanceVolumeService volumes,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.hosts = hosts;
        this.quotas = quotas;
        this.vpcs = vpcs;
        this.volumes = volumes;
        this.clock = clock;
        this.ids = ids;
    }

    /** A reservation, and the number of the commit that made it. */
    record Launched(Reservation reservation, long seq, boolean repeated) {}

    /** Returns the reservation that the request's token made before. */
    Optional<Launched> earlier(RequestContext context, LaunchRequest request) {
        return request.clientToken()
                .flatMap(token -> store.get(Kinds.LAUNCH_TOKEN, tokenId(context, token)))
                .map(Rec::value)
                .map(
                        used -> {
                            if (!used.digest().equals(digest(request))) {
                                throw new ConflictException(
                                        ConflictException.Reason.TOKEN_REUSED,
                                        ResourceType.REQUEST,
                                        request.clientToken().orElse(""),
                                        "The client token was used before with other parameters");
                            }
                            return new Launched(earlier(context, used.reservation()), 0, true);
                        });
    }

    Launched launch(RequestContext context, LaunchRequest request, LaunchPlan plan) {
        if (plan.minCount() > MAX_INSTANCES) {
            throw new LimitExceededException(
                    ResourceType.INSTANCE,
                    "MinCount",
                    "One request can run %d instances at most".formatted(MAX_INSTANCES));
        }
        int most = Math.min(plan.maxCount(), withVolumes(plan));
        // All or nothing need not be looked up: the commit knows whether it may be.
        boolean exact = plan.minCount() == plan.maxCount();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0 || !exact) {
                most = Math.min(most, allowed(context.project(), plan));
            }
            Map<Scheduler.Candidate, Integer> placement =
                    hosts.placer()
                            .place(
                                    plan.spec().zone(),
                                    plan.spec().type(),
                                    most,
                                    suited(context.project(), plan));
            int placed = placement.values().stream().mapToInt(Integer::intValue).sum();
            if (placed < plan.minCount()) {
                throw noRoom(plan);
            }
            Draft draft = new Draft(context, request, plan, placement);
            draft.holdVolumes();
            CommitResult result = Records.commit(store, draft.tx());
            if (result instanceof CommitResult.Ok ok) {
                return new Launched(draft.reservation(ok.items()::get), ok.seq(), false);
            }
            draft.releaseVolumes();
            if (result instanceof CommitResult.Exists) {
                // Another request with the same token came first.
                Optional<Launched> earlier = earlier(context, request);
                if (earlier.isPresent()) {
                    return earlier.get();
                }
            } else if (result instanceof CommitResult.Exhausted) {
                most = Math.min(most, free(plan));
            } else if (result instanceof CommitResult.Conflict) {
                // A host changed that this manager had not heard of.
                hosts.placer().forget();
            }
            // A quota or a host filled up meanwhile: look again.
        }
        throw new UnavailableException(
                "compute", "Too many requests at once for the same room; try again");
    }

    /** Hosts on which instances can have the volumes of the launch. */
    private Placer.Suited suited(ProjectId project, LaunchPlan plan) {
        return plan.devices().isEmpty()
                ? Placer.Suited.ANY
                : some -> volumes.hostsFor(project, plan.spec().zone(), plan.devices(), some);
    }

    /** Returns for how many instances volumes can be made at once. */
    private static int withVolumes(LaunchPlan plan) {
        if (plan.devices().isEmpty()) {
            return MAX_INSTANCES;
        }
        int most = InstanceVolumeService.MAX_HELD / plan.devices().size();
        if (most < plan.minCount()) {
            throw new LimitExceededException(
                    ResourceType.VOLUME,
                    "BlockDeviceMapping",
                    "One request can make %d volumes at most"
                            .formatted(InstanceVolumeService.MAX_HELD));
        }
        return Math.min(MAX_INSTANCES, most);
    }

    /** Returns how many instances the project's quotas still allow. */
    private int allowed(ProjectId project, LaunchPlan plan) {
        long instances =
                quotas.limit(project, Quota.INSTANCES) - store.used(Quota.INSTANCES.scope(project));
        long cores =
                (quotas.limit(project, Quota.CORES) - store.used(Quota.CORES.scope(project)))
                        / plan.spec().type().vcpus();
        long allowed = Math.max(0, Math.min(instances, cores));
        if (allowed < plan.minCount()) {
            throw new LimitExceededException(
                    ResourceType.INSTANCE,
                    instances < plan.minCount() ? "instances" : "cores",
                    ("You asked for %d instances, but the project may run only %d more. "
                                    + "Terminate some, or ask the operator for a higher quota")
                            .formatted(plan.minCount(), allowed));
        }
        return (int) Math.min(allowed, MAX_INSTANCES);
    }

    /** Returns how many addresses are left, which are enough for the fewest that are of use. */
    private int free(LaunchPlan plan) {
        String pool = vpcs.addressPool(plan.subnet().network());
        long free = store.pool(pool).map(PoolInfo::free).orElse(0L);
        if (plan.address().isPresent() || free < plan.minCount()) {
            throw noAddress(plan);
        }
        return (int) Math.min(free, MAX_INSTANCES);
    }

    private InsufficientCapacityException noRoom(LaunchPlan plan) {
        return new InsufficientCapacityException(
                ResourceType.INSTANCE,
                plan.spec().typeName().value(),
                ("There is no room for %d instances of type %s in zone %s now. "
                                + "Ask for fewer or smaller ones, or try later")
                        .formatted(plan.minCount(), plan.spec().typeName(), plan.spec().zone()));
    }

    private static RuntimeException noAddress(LaunchPlan plan) {
        if (plan.address().isPresent()) {
            return InvalidParameterException.badValue(
                    "PrivateIpAddress",
                    plan.address().get().value(),
                    "the address is in use or outside the subnet");
        }
        return new InsufficientCapacityException(
                ResourceType.SUBNET,
                plan.subnet().id().value(),
                "The subnet '%s' has no free address".formatted(plan.subnet().id()));
    }

    /** Its instances may have ended and be gone, but the token still means the reservation. */
    private Reservation earlier(RequestContext context, ReservationId id) {
        List<Instance> instances = new ArrayList<>();
        IndexEntry entry = Kinds.ofReservation(id);
        new Records<>(store, Kinds.INSTANCE).each(entry, rec -> instances.add(rec.value()));
        instances.sort(java.util.Comparator.comparingInt(Instance::launchIndex));
        return new Reservation(id, context.project(), instances);
    }

    private static String tokenId(RequestContext context, String token) {
        return context.project() + "/" + token;
    }

    private static String digest(LaunchRequest request) {
        try {
            byte[] text = Json.write(request).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** A launch about to be committed: the same ids in the transaction and in the answer. */
    private final class Draft {

        private final ReservationId reservation = ReservationId.next(ids);
        private final List<Function<Taken, Instance>> instances = new ArrayList<>();
        private final Map<InstanceId, HostId> places = new HashMap<>();
        private final ProjectId project;
        private final LaunchPlan plan;
        private final Tx tx;

        Draft(
                RequestContext context,
                LaunchRequest request,
                LaunchPlan plan,
                Map<Scheduler.Candidate, Integer> placement) {
            project = context.project();
            this.plan = plan;
            InstanceType type = plan.spec().type();
            Instant now = clock.instant();
            Tx.Builder steps = Tx.of("run/" + reservation);
            plan.clientToken()
                    .ifPresent(
                            token ->
                                    steps.create(
                                            Kinds.LAUNCH_TOKEN,
                                            tokenId(context, token),
                                            new LaunchToken(reservation, digest(request), now)));
            int total = placement.values().stream().mapToInt(Integer::intValue).sum();
            Claims.takeQuota(
                    steps,
                    project,
                    type,
                    total,
                    quotas.limit(project, Quota.INSTANCES),
                    quotas.limit(project, Quota.CORES));
            Claims.join(steps, plan.groups(), total);
            placement.forEach(
                    (host, count) -> {
                        Claims.takeRoom(steps, host, type, count);
                        for (int i = 0; i < count; i++) {
                            add(steps, plan, host, now);
                        }
                    });
            if (!plan.devices().isEmpty()) {
                // Whoever cleans up after launches that died does the same: one of us can.
                steps.quota(InstanceVolumeService.held(reservation), -1, Long.MAX_VALUE);
            }
            tx = steps.build();
        }

        private void add(Tx.Builder steps, LaunchPlan plan, Scheduler.Candidate host, Instant now) {
            InstanceId id = InstanceId.next(ids);
            InterfaceId nic = InterfaceId.next(ids);
            int index = instances.size();
            places.put(id, host.host());
            String pool = vpcs.addressPool(plan.subnet().network());
            long wanted = plan.address().map(Ipv4::number).orElse(Tx.ANY);
            int slot = steps.take(pool, id.value(), wanted);
            Function<Taken, Instance> value =
                    taken -> {
                        Ipv4 address = Ipv4.of(taken.item(slot));
                        Port port =
                                new Port(
                                        nic,
                                        plan.subnet().network(),
                                        plan.subnet().vpc(),
                                        plan.subnet().id(),
                                        address,
                                        MacAddress.of(address),
                                        plan.groups(),
                                        true);
                        return new Instance(
                                id,
                                reservation,
                                project,
                                index,
                                now,
                                plan.spec(),
                                1,
                                0,
                                InstanceStatus.pending(now),
                                host.host(),
                                port,
                                plan.clientToken(),
                                plan.tags());
                    };
            instances.add(value);
            steps.createWith(Kinds.INSTANCE, id.value(), value);
        }

        Tx tx() {
            return tx;
        }

        void holdVolumes() {
            if (!plan.devices().isEmpty()) {
                volumes.hold(
                        project,
                        reservation,
                        plan.spec().zone(),
                        places,
                        plan.devices(),
                        plan.volumeTags());
            }
        }

        void releaseVolumes() {
            if (!plan.devices().isEmpty()) {
                volumes.release(reservation);
            }
        }

        Reservation reservation(Function<Integer, Long> items) {
            Taken taken = items::apply;
            return new Reservation(
                    reservation,
                    project,
                    instances.stream().map(instance -> instance.apply(taken)).toList());
        }
    }
}
