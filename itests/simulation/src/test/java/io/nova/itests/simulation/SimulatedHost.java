package io.nova.itests.simulation;

import io.nova.agent.compute.BootMemory;
import io.nova.agent.compute.ComputeHost;
import io.nova.agent.compute.DriverMemory;
import io.nova.agent.compute.KnownHistory;
import io.nova.agent.network.NetworkHost;
import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.driver.hypervisor.simulated.SimulatedHypervisor;
import io.nova.driver.hypervisor.simulated.SimulatedMachine;
import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.driver.network.simulated.SimulatedSwitch;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import io.nova.reconcile.SteppedReconcileEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A process with the agents, on a machine that outlives it. */
final class SimulatedHost implements Being {

    private final World world;
    private final Machine machine;
    private final Mortal process;
    private final SteppedReconcileEngine engine;
    private final ComputeHost compute;
    private final NetworkHost network;
    private Drivers drivers;

    /** A machine with two hypervisors: what is on it stays while agents and drivers come and go. */
    static final class Machine implements BootMemory, DriverMemory {

        private static final String ONE = "one";
        private static final String OTHER = "other";

        final HostId id;

        /** The hypervisors, by the names of their drivers. */
        final Map<String, SimulatedMachine> hypervisors =
                new TreeMap<>(
                        Map.of(
                                ONE,
                                SimulatedMachine.inMemory(),
                                OTHER,
                                SimulatedMachine.inMemory()));

        final SimulatedSwitch ports = new SimulatedSwitch();
        private Set<String> installed = Set.of(ONE);
        private int boots = 1;
        private final Map<String, String> lastBoots = new TreeMap<>();
        private final Map<InstanceId, String> owners = new TreeMap<>();
        private Set<InstanceId> takenDown = Set.of();
        private Optional<KnownHistory> history = Optional.empty();

        Machine(HostId id) {
            this.id = id;
        }

        /** Returns the guests of both hypervisors. */
        List<SimulatedGuest> guests() {
            return hypervisors.values().stream().flatMap(one -> one.guests().stream()).toList();
        }

        Optional<SimulatedGuest> find(InstanceId guest) {
            return guests().stream().filter(one -> one.instance().equals(guest)).findFirst();
        }

        void crash(InstanceId guest) {
            hypervisors.values().forEach(one -> one.crash(guest));
        }

        void shutDown(InstanceId guest) {
            hypervisors.values().forEach(one -> one.shutDown(guest));
        }

        /** Installs a driver in place of the other, both, or the same once more. */
        void install(RandomGenerator random) {
            installed =
                    switch (random.nextInt(4)) {
                        case 0, 1 -> Set.of(installed.contains(ONE) ? OTHER : ONE);
                        case 2 -> hypervisors.keySet();
                        default -> installed;
                    };
        }

        /** Returns the names of the drivers that are installed. */
        Set<String> installed() {
            return new TreeSet<>(installed);
        }

        /** Installs both drivers. */
        void installAll() {
            installed = hypervisors.keySet();
        }

        @Override
        public String last(String driver) {
            return lastBoots.getOrDefault(driver, "");
        }

        @Override
        public void keep(String driver, String bootId) {
            lastBoots.put(driver, bootId);
        }

        @Override
        public Map<InstanceId, String> drivers() {
            return Map.copyOf(owners);
        }

        @Override
        public void keep(InstanceId guest, String driver) {
            owners.put(guest, driver);
        }

        @Override
        public void forget(InstanceId guest) {
            owners.remove(guest);
        }

        @Override
        public Optional<KnownHistory> history() {
            return history;
        }

        @Override
        public void keep(KnownHistory known) {
            history = Optional.of(known);
        }

        @Override
        public Set<InstanceId> takenDown() {
            return takenDown;
        }

        @Override
        public void keepTakenDown(Set<InstanceId> guests) {
            takenDown = Set.copyOf(guests);
        }

        /** Loses power, and comes back with its disks alone. */
        void restart() {
            boots++;
            guests().forEach(guest -> shutDown(guest.instance()));
            ports.restart();
        }
    }

    /** The drivers in use. */
    private record Drivers(
            Map<SimulatedHypervisor, CrashingHypervisor> hypervisors,
            CrashingNetwork network,
            Map<String, CrashingVolumes> volumes) {

        void close() {
            hypervisors.keySet().forEach(SimulatedHypervisor::close);
        }
    }

    SimulatedHost(World world, Machine machine, Mortal process) {
        this.world = world;
        this.machine = machine;
        this.process = process;
        this.engine = new SteppedReconcileEngine(world.clock(), world.random());
        var bus = new CrashingBus(world.bus().process(process.name()), process);
        Duration resync = Duration.ofSeconds(10);
        compute =
                new ComputeHost(
                        new ComputeHost.Settings(
                                machine.id,
                                Surroundings.ZONE,
                                resync,
                                4,
                                Duration.ofSeconds(5),
                                World.ORPHAN_WAIT,
                                World.QUARANTINE,
                                Duration.ofSeconds(60),
                                "",
                                "",
                                Duration.ZERO,
                                Duration.ZERO),
                        engine,
                        bus,
                        image -> Path.of("/images", image.sha256()),
                        "boot-" + machine.boots,
                        machine,
                        new CrashingMemory(world.mutation().memory(machine), process),
                        world.clock(),
                        world.ids());
        network =
                new NetworkHost(
                        new NetworkHost.Settings(machine.id, resync, Duration.ZERO, Duration.ZERO),
                        engine,
                        bus,
                        world.clock(),
                        world.ids());
        drivers = bind();
    }

    private Drivers bind() {
        var bound =
                new Drivers(
                        new LinkedHashMap<>(),
                        new CrashingNetwork(
                                new SimulatedNetwork(machine.ports, 0), process, world.chaos()),
                        new TreeMap<>());
        compute.bindNetwork(bound.network, "simulated");
        network.bind(bound.network, "simulated");
        world.storages()
                .forEach(
                        (technology, storage) -> {
                            var connector =
                                    new CrashingVolumes(
                                            technology,
                                            new SimulatedVolumes(storage, machine.id),
                                            process,
                                            world.chaos(),
                                            volume -> {});
                            bound.volumes.put(technology, connector);
                            compute.bindConnector(connector, technology);
                        });
        for (String name : machine.installed()) {
            SimulatedMachine hypervisor =
                    Objects.requireNonNull(machine.hypervisors.get(name), name);
            var simulated = new SimulatedHypervisor(hypervisor, new HostCapacity(8, 8192, 1000), 0);
            var crashing =
                    new CrashingHypervisor(
                            world.mutation().hypervisor(simulated),
                            world.mutation().hotplug(simulated),
                            process,
                            world.chaos(),
                            instance -> world.invariants().launched(machine, hypervisor, instance),
                            world.volumes()::guestsChanged);
            bound.hypervisors.put(simulated, crashing);
            compute.bindHypervisor(crashing, name, 0);
        }
        return bound;
    }

    /** Exchanges all drivers for those that are installed now. */
    void swap() {
        drivers.hypervisors.values().forEach(compute::unbindHypervisor);
        drivers.volumes.values().forEach(compute::unbindConnector);
        compute.unbindNetwork(drivers.network);
        network.unbind(drivers.network);
        drivers.close();
        drivers = bind();
    }

    Machine machine() {
        return machine;
    }

    @Override
    public Mortal process() {
        return process;
    }

    @Override
    public SteppedReconcileEngine engine() {
        return engine;
    }

    @Override
    public void bury() {
        world.bus().crash(process.name());
        engine.crash();
        drivers.close();
    }
}
