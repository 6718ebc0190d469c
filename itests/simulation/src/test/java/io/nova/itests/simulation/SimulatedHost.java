package io.nova.itests.simulation;

import io.nova.agent.compute.BootMemory;
import io.nova.agent.compute.ComputeHost;
import io.nova.agent.network.NetworkHost;
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
import java.util.Set;

/** A process with the agents, on a machine that outlives it. */
final class SimulatedHost implements Being {

    private final World world;
    private final Machine machine;
    private final Mortal process;
    private final SteppedReconcileEngine engine;
    private final ComputeHost compute;
    private final NetworkHost network;
    private Drivers drivers;

    /** A machine: what is on it stays while agents and drivers come and go. */
    static final class Machine implements BootMemory {

        final HostId id;
        final SimulatedMachine guests = SimulatedMachine.inMemory();
        final SimulatedSwitch ports = new SimulatedSwitch();
        private int boots = 1;
        private String lastBoot = "";
        private Set<InstanceId> takenDown = Set.of();

        Machine(HostId id) {
            this.id = id;
        }

        @Override
        public String last() {
            return lastBoot;
        }

        @Override
        public void keep(String bootId) {
            lastBoot = bootId;
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
            guests.guests().forEach(guest -> guests.shutDown(guest.instance()));
            ports.restart();
        }
    }

    /** The drivers in use. */
    private record Drivers(
            SimulatedHypervisor simulated,
            CrashingHypervisor hypervisor,
            CrashingNetwork network,
            CrashingVolumes volumes) {}

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
                                Duration.ofSeconds(60),
                                "",
                                Duration.ZERO,
                                Duration.ZERO),
                        engine,
                        bus,
                        image -> Path.of("/images", image.sha256()),
                        "boot-" + machine.boots,
                        machine,
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
        var simulated = new SimulatedHypervisor(machine.guests, new HostCapacity(8, 8192, 1000), 0);
        var bound =
                new Drivers(
                        simulated,
                        new CrashingHypervisor(
                                world.mutation().hypervisor(simulated),
                                world.mutation().hotplug(simulated),
                                process,
                                world.chaos(),
                                instance -> world.invariants().launched(machine, instance),
                                world.volumes()::guestsChanged),
                        new CrashingNetwork(
                                new SimulatedNetwork(machine.ports, 0), process, world.chaos()),
                        new CrashingVolumes(
                                new SimulatedVolumes(world.storage(), machine.id),
                                process,
                                world.chaos(),
                                volume -> {}));
        compute.bindNetwork(bound.network, "simulated");
        network.bind(bound.network, "simulated");
        compute.bindConnector(bound.volumes, "simulated");
        compute.bindHypervisor(bound.hypervisor, "simulated");
        return bound;
    }

    /** Exchanges all drivers. */
    void swap() {
        compute.unbindHypervisor(drivers.hypervisor);
        compute.unbindConnector(drivers.volumes);
        compute.unbindNetwork(drivers.network);
        network.unbind(drivers.network);
        drivers.simulated.close();
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
        drivers.simulated.close();
    }
}
