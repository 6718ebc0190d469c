package io.nova.itests.simulation;

import io.nova.api.identity.Quota;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.driver.hypervisor.simulated.SimulatedMachine;
import io.nova.itests.simulation.SimulatedHost.Machine;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceTrigger;
import io.nova.model.compute.PowerState;
import io.nova.model.network.PortGroup;
import io.nova.spi.network.PortSpec;
import io.nova.spi.state.Change;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.WatchListener;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must hold in every history, by the numbers of the design. */
final class Invariants implements WatchListener {

    private static final Kind<Instance> INSTANCE =
            new Kind<>("instance", Instance.class, instance -> List.of());
    private static final Kind<Object> HOLD =
            new Kind<>("volume-hold", Object.class, hold -> List.of());
    private static final IndexEntry ALL = new IndexEntry("all", "");

    private final World world;
    private final Map<InstanceId, String> disks = new HashMap<>();
    private final Map<InstanceId, InstanceState> states = new HashMap<>();
    private boolean lost;

    Invariants(World world) {
        this.world = world;
        var unused = world.store().watch(Set.of(INSTANCE), -1, this);
    }

    /**
     * The records are about to be those of an earlier moment. What was there since may be done once
     * more, and hosts may have what no record names, as long as it is switched off.
     */
    void historyIsLost() {
        lost = true;
        states.clear();
    }

    Optional<Instance> find(InstanceId id) {
        return world.store().get(INSTANCE, id.value()).map(Rec::value);
    }

    /**
     * I2, at every launch: on one hypervisor of one host alone, and never a second disk for one
     * that ran.
     */
    void launched(Machine machine, SimulatedMachine hypervisor, InstanceId id) {
        if (lost) {
            return; // Where it was placed, and that it ran, may be among what was lost.
        }
        for (Machine other : world.machines()) {
            other.hypervisors.forEach(
                    (driver, guests) -> {
                        if (guests != hypervisor && guests.find(id).isPresent()) {
                            violated(
                                    "I2",
                                    "%s is on %s's %s and was launched on %s"
                                            .formatted(id, other.id, driver, machine.id));
                        }
                    });
        }
        String disk = hypervisor.find(id).map(SimulatedGuest::disk).orElse("");
        String before = disks.put(id, disk);
        boolean ran = find(id).map(instance -> instance.status().startedOnce()).orElse(false);
        if (before != null && !before.equals(disk) && ran) {
            violated("I2", id + " got a second disk on " + machine.id);
        }
        world.history().add(machine.id + " launched " + id);
    }

    /** I8, at every commit: the state moves along the graph alone. */
    @Override
    public void change(Change change) {
        world.store().get(INSTANCE, change.id()).map(Rec::value).ifPresent(this::moved);
    }

    private void moved(Instance instance) {
        InstanceState next = instance.state();
        InstanceState before = states.put(instance.id(), next);
        if (before != next) {
            world.history().add(instance.id() + " on " + instance.host() + " is " + next);
        }
        // No machine here loses a guest: whoever says so looked at the wrong hypervisor.
        if (!lost && instance.status().reason().message().contains("no longer on their host")) {
            violated("I9", instance.id() + " was told to be lost: " + instance);
        }
        boolean allowed =
                before == null
                        ? lost || next == InstanceState.PENDING
                        : before == next
                                || Arrays.stream(InstanceTrigger.values())
                                        .anyMatch(t -> before.on(t).equals(Optional.of(next)));
        if (!allowed) {
            violated("I8", instance.id() + " went from " + before + " to " + next);
        }
    }

    @Override
    public void gap() {
        if (!lost) {
            violated("I8", "the watch has a gap");
        }
    }

    /** All others, when everything has come to rest. */
    void check(Client client) {
        Map<InstanceId, Instance> instances = new TreeMap<>();
        new Records<>(world.store(), INSTANCE)
                .each(ALL, rec -> instances.put(rec.value().id(), rec.value()));
        acknowledgedLive(client, instances);
        guestsHaveRecords(instances);
        addressesAddUp(instances);
        quotasAddUp(instances);
        everythingSettled(instances);
        requestsActedOnce(instances);
    }

    private void acknowledgedLive(Client client, Map<InstanceId, Instance> instances) {
        for (InstanceId id : client.acknowledged()) {
            Instance instance = instances.get(id);
            if (instance == null) {
                violated("I1", id + " was answered and is lost");
            } else if (isOver(instance)
                    && !client.endAsked().contains(id)
                    && (instance.status().startedOnce()
                            || !instance.status().reason().code().startsWith("Server."))) {
                violated("I1", id + " ended though nobody asked: " + instance.status());
            }
        }
    }

    private static boolean isOver(Instance instance) {
        return instance.state() == InstanceState.TERMINATED
                || instance.state() == InstanceState.SHUTTING_DOWN;
    }

    private void guestsHaveRecords(Map<InstanceId, Instance> instances) {
        Set<InstanceId> seen = new HashSet<>();
        for (Machine machine : world.machines()) {
            for (SimulatedGuest guest : machine.guests()) {
                Instance instance = instances.get(guest.instance());
                if (!seen.add(guest.instance())) {
                    violated("I2", guest.instance() + " is there twice");
                }
                boolean owned =
                        instance != null && !isOver(instance) && instance.host().equals(machine.id);
                boolean kept = lost && instance == null && guest.power() == PowerState.OFF;
                if (!owned && !kept && !isQuarantined(guest, machine, instances)) {
                    violated("I3", machine.id + " has " + guest + " for " + instance);
                }
            }
            Set<InterfaceId> ports = new HashSet<>();
            instances.values().stream()
                    .filter(instance -> !isOver(instance) && instance.host().equals(machine.id))
                    .forEach(instance -> ports.add(instance.port().id()));
            for (PortSpec port : machine.ports.ports()) {
                if (!lost && !ports.contains(port.id())) {
                    violated("I3", machine.id + " has a port that no instance has: " + port);
                }
            }
        }
    }

    /**
     * A host of which nothing is wanted may have lost its records: it keeps disks, switched off.
     */
    private static boolean isQuarantined(
            SimulatedGuest guest, Machine machine, Map<InstanceId, Instance> instances) {
        return guest.power() == PowerState.OFF
                && instances.values().stream()
                        .filter(instance -> instance.state() != InstanceState.TERMINATED)
                        .noneMatch(instance -> instance.host().equals(machine.id));
    }

    private void addressesAddUp(Map<InstanceId, Instance> instances) {
        Map<Long, String> used = new TreeMap<>();
        for (Instance instance : instances.values()) {
            if (instance.state() != InstanceState.TERMINATED) {
                long address = instance.port().address().number();
                String other = used.put(address, instance.id().value());
                if (other != null) {
                    violated("I4", other + " and " + instance.id() + " share an address");
                }
            }
        }
        String name = world.pool();
        Map<Long, String> owned = new TreeMap<>();
        for (PoolItem item : world.store().owners(name, -1, 1000)) {
            owned.put(item.item(), item.owner());
        }
        if (!owned.equals(used)) {
            violated("I4", "the pool has " + owned + ", the instances have " + used);
        }
        PoolInfo pool = world.store().pool(name).orElseThrow();
        long size = pool.spec().last() - pool.spec().first() + 1;
        if (pool.free() + pool.used() + pool.cooling() != size || pool.used() != used.size()) {
            violated("I4", "the pool does not add up: " + pool);
        }
    }

    /** Tells whether volumes are kept for a launch of which it is not known whether it was. */
    boolean areVolumesHeld() {
        return world.store().count(HOLD, ALL) > 0;
    }

    private void quotasAddUp(Map<InstanceId, Instance> instances) {
        Map<String, Long> sums = new TreeMap<>(world.volumes().quotas());
        if (areVolumesHeld()) {
            violated("I5", "volumes are held for a launch that is over");
        }
        sums.put(Quota.INSTANCES.scope(Client.PROJECT), 0L);
        sums.put(Quota.CORES.scope(Client.PROJECT), 0L);
        world.machines().forEach(machine -> sums.put("host/" + machine.id + "/vcpus", 0L));
        world.machines().forEach(machine -> sums.put("host/" + machine.id + "/memory", 0L));
        for (Instance instance : instances.values()) {
            boolean counts = instance.state() != InstanceState.TERMINATED;
            sums.put(InstanceVolumeService.held(instance.reservation()), 0L);
            for (PortGroup group : instance.port().groups()) {
                sums.merge(
                        SecurityGroupService.membership(group.id()), counts ? 1L : 0L, Long::sum);
            }
            if (counts) {
                long vcpus = instance.spec().type().vcpus();
                sums.merge(Quota.INSTANCES.scope(instance.project()), 1L, Long::sum);
                sums.merge(Quota.CORES.scope(instance.project()), vcpus, Long::sum);
                sums.merge("host/" + instance.host() + "/vcpus", vcpus, Long::sum);
                sums.merge(
                        "host/" + instance.host() + "/memory",
                        (long) instance.spec().type().memoryMib(),
                        Long::sum);
            }
        }
        sums.forEach(
                (scope, sum) -> {
                    long counted = world.store().used(scope);
                    if (counted != sum) {
                        violated("I5", scope + " counts " + counted + ", there are " + sum);
                    }
                });
    }

    private void everythingSettled(Map<InstanceId, Instance> instances) {
        for (Instance instance : instances.values()) {
            Machine machine =
                    world.machines().stream()
                            .filter(one -> one.id.equals(instance.host()))
                            .findFirst()
                            .orElseThrow();
            Optional<SimulatedGuest> guest = machine.find(instance.id());
            boolean settled =
                    switch (instance.state()) {
                        case RUNNING ->
                                guest.filter(on -> on.power() == PowerState.ON)
                                        .filter(on -> on.generation() == instance.generation())
                                        .filter(on -> isConnected(machine, instance))
                                        .isPresent();
                        case STOPPED ->
                                guest.filter(off -> off.power() != PowerState.OFF).isEmpty();
                        case TERMINATED -> guest.isEmpty();
                        case PENDING, STOPPING, SHUTTING_DOWN -> false;
                    };
            if (!settled) {
                violated("I9", instance + " has not settled: " + guest);
            }
        }
    }

    private static boolean isConnected(Machine machine, Instance instance) {
        return machine.ports.ports().stream()
                .anyMatch(
                        port ->
                                port.id().equals(instance.port().id())
                                        && port.address().equals(instance.port().address()));
    }

    /** One request makes one reservation at most, however often it was sent. */
    private void requestsActedOnce(Map<InstanceId, Instance> instances) {
        Map<String, Instance> first = new HashMap<>();
        for (Instance instance : instances.values()) {
            String request = instance.tags().getOrDefault("request", "");
            Instance known = first.putIfAbsent(request, instance);
            if (known != null && !known.reservation().equals(instance.reservation())) {
                violated("I11", request + " acted twice: " + known.id() + ", " + instance.id());
            }
        }
    }

    private void violated(String invariant, String what) {
        world.history().violated(invariant, what);
    }
}
