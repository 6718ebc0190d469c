package io.nova.itests.simulation;

import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.manager.compute.InstanceManager;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.CloudException;
import io.nova.model.InstanceId;
import io.nova.model.InstanceTypeName;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.VolumeType;
import io.nova.reconcile.SimulatedCrash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** An owner of instances, who remembers what was answered: ok, failed, or nothing. */
final class Client {

    static final ProjectId PROJECT = new ProjectId("000000000001");

    private final World world;
    private final RandomGenerator random;
    private final RequestContext context =
            new RequestContext(
                    "simulation",
                    new Caller(
                            new UserId("alice"),
                            PROJECT,
                            new AccessKeyId("alice"),
                            Set.of(Role.SYSADMIN)));
    private final List<InstanceId> acknowledged = new ArrayList<>();
    private final Set<InstanceId> endAsked = new HashSet<>();
    private final List<LaunchRequest> repeatable = new ArrayList<>();
    private final Map<String, ReservationId> byToken = new HashMap<>();
    private final VolumeClient disks;
    private boolean wantsVolumes = true;
    private int requests;

    /** What a client knows of what it asked. */
    enum Answer {
        OK,
        FAILED,
        UNKNOWN
    }

    /** A request to a manager. */
    private interface Request {
        void send(InstanceManager manager);
    }

    /** Returns what it does with volumes. */
    VolumeClient disks() {
        return disks;
    }

    Client(World world) {
        this.world = world;
        this.random = world.random();
        this.disks = new VolumeClient(context, random, this::askAny);
    }

    /** Asks for no volumes. */
    Client withoutVolumes() {
        wantsVolumes = false;
        return this;
    }

    /** What the records do not have any longer, it was told of in vain. */
    void historyIsLost() {
        acknowledged.removeIf(id -> world.invariants().find(id).isEmpty());
        byToken.clear();
    }

    /** Returns the instances whose launch was answered. */
    List<InstanceId> acknowledged() {
        return acknowledged;
    }

    /** Returns the instances that somebody asked to end, answered or not. */
    Set<InstanceId> endAsked() {
        return endAsked;
    }

    void run() {
        int least = 1 + random.nextInt(2);
        Optional<String> token =
                random.nextBoolean() ? Optional.of("token-" + requests) : Optional.empty();
        LaunchRequest request =
                new LaunchRequest(
                        Surroundings.IMAGE,
                        least,
                        least + random.nextInt(3),
                        Optional.of(
                                new InstanceTypeName(
                                        random.nextInt(4) == 0 ? "m1.large" : "m1.small")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        random.nextInt(4) == 0 ? ShutdownBehavior.TERMINATE : ShutdownBehavior.STOP,
                        token,
                        Map.of("request", "r" + requests, "colour", "blue"),
                        InstanceOptions.DEFAULT,
                        wantsVolumes && random.nextInt(6) == 0 ? List.of(device()) : List.of(),
                        Map.of());
        requests++;
        if (token.isPresent()) {
            repeatable.add(request);
        }
        send(request);
    }

    private DeviceRequest device() {
        return DeviceRequest.volume(
                new BlockDevice(
                        "/dev/sdb",
                        Optional.empty(),
                        Optional.of(1),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        random.nextBoolean()));
    }

    /** Sends a request with a token once more. */
    void repeat() {
        if (!repeatable.isEmpty()) {
            send(repeatable.get(random.nextInt(repeatable.size())));
        }
    }

    private void send(LaunchRequest request) {
        ask("run " + request.tags().get("request"), manager -> ran(request, manager));
    }

    private void ran(LaunchRequest request, InstanceManager manager) {
        Reservation made = manager.run(context, request);
        request.clientToken()
                .ifPresent(
                        token -> {
                            ReservationId first = byToken.putIfAbsent(token, made.id());
                            if (first != null && !first.equals(made.id())) {
                                violated("I11", token + " made " + first + " and " + made.id());
                            }
                        });
        for (Instance instance : made.instances()) {
            if (!acknowledged.contains(instance.id())) {
                acknowledged.add(instance.id());
            }
        }
        if (made.instances().size() < request.minCount()
                || made.instances().size() > request.maxCount()) {
            violated("I1", made.id() + " has " + made.instances().size() + " instances");
        }
    }

    void start() {
        any(id -> ask("start " + id, manager -> manager.start(context, List.of(id))));
    }

    void stop() {
        boolean force = random.nextInt(4) == 0;
        any(id -> ask("stop " + id, manager -> manager.stop(context, List.of(id), force)));
    }

    void reboot() {
        any(id -> ask("reboot " + id, manager -> manager.reboot(context, List.of(id))));
    }

    void terminate() {
        any(
                id -> {
                    Answer answer =
                            ask(
                                    "terminate " + id,
                                    manager -> manager.terminate(context, List.of(id)));
                    if (answer != Answer.FAILED) {
                        endAsked.add(id);
                    }
                });
    }

    /** Looks at all of its instances, of which each that was answered must be there. */
    void describe() {
        ask(
                "describe",
                manager -> manager.describe(context, InstanceQuery.of(List.copyOf(acknowledged))));
    }

    /** A guest may end its instance by shutting itself down. */
    void guestShutDown(InstanceId id) {
        Optional<Instance> instance = world.invariants().find(id);
        if (instance.isPresent()
                && instance.get().spec().shutdownBehavior() == ShutdownBehavior.TERMINATE) {
            endAsked.add(id);
        }
    }

    private void any(Consumer<InstanceId> action) {
        if (!acknowledged.isEmpty()) {
            action.accept(acknowledged.get(random.nextInt(acknowledged.size())));
        }
    }

    private Answer ask(String what, Request request) {
        return askAny(what, manager -> request.send(manager.instances()));
    }

    private Answer askAny(String what, Consumer<SimulatedManager> request) {
        List<SimulatedManager> managers = world.managers();
        Answer answer = Answer.FAILED;
        String why = "nobody lives";
        if (!managers.isEmpty()) {
            try {
                request.accept(managers.get(random.nextInt(managers.size())));
                answer = Answer.OK;
                why = "";
            } catch (SimulatedCrash | UnavailableException unanswered) {
                answer = Answer.UNKNOWN;
            } catch (CloudException refusal) {
                why = String.valueOf(refusal.getMessage());
            }
        }
        world.history().add("client: " + what + ": " + answer + " " + why);
        return answer;
    }

    private void violated(String invariant, String what) {
        world.history().violated(invariant, what);
    }
}
