package io.nova.itests.simulation;

import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.itests.simulation.SimulatedHost.Machine;
import io.nova.model.InstanceId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** One history: some sixty things that owners, guests and misfortune do, then rest and a check. */
final class Simulation {

    private static final int OPERATIONS = 60;

    /** Three rounds of everything, after the longest wait that anything makes. */
    private static final Duration REST = World.ORPHAN_WAIT.plusSeconds(90);

    /** How long volumes of launches that died are kept at most. */
    private static final Duration HELD = Duration.ofMinutes(6);

    private final World world;
    private final RandomGenerator random;
    private final Client client;

    private Simulation(long seed, Mutation mutation) {
        world = new World(seed, mutation);
        random = world.random();
        client = new Client(world);
    }

    static History play(long seed, Mutation mutation) {
        return new Simulation(seed, mutation).play();
    }

    private History play() {
        world.pass(Duration.ofSeconds(5));
        for (int i = 0; i < OPERATIONS; i++) {
            operation();
            world.pass(Duration.ofMillis(random.nextInt(8) == 0 ? 20_000 : random.nextInt(3000)));
        }
        // Of a launch that died: that it is not just slow shows late.
        boolean held = world.invariants().areVolumesHeld();
        world.settle(held ? REST.plus(HELD) : REST);
        client.describe();
        world.invariants().check(client);
        world.volumes().check(client);
        new RecordsCheck(world).check();
        return world.history();
    }

    private void operation() {
        switch (random.nextInt(30)) {
            case 0, 1, 2, 3 -> client.run();
            case 4 -> client.repeat();
            case 5, 6 -> client.terminate();
            case 7, 8 -> client.stop();
            case 9, 10 -> client.start();
            case 11, 12 -> client.reboot();
            case 13, 14 -> guest(false);
            case 15 -> guest(true);
            case 16 -> swap();
            case 17 -> restart();
            case 18 -> killAgent();
            case 19, 20 -> client.disks().create();
            case 21, 22, 23, 24 -> client.disks().attach(standing());
            case 25, 26 -> client.disks().detach();
            case 27 -> client.disks().delete();
            case 28 -> snapshots();
            default -> killManager();
        }
    }

    private void guest(boolean crash) {
        Machine machine = any(world.machines());
        List<SimulatedGuest> on =
                machine.guests().stream().filter(guest -> guest.power() == PowerState.ON).toList();
        if (on.isEmpty()) {
            return;
        }
        SimulatedGuest guest = any(on);
        world.history().add(guest.instance() + (crash ? " crashes" : " shuts itself down"));
        if (crash) {
            machine.crash(guest.instance());
        } else {
            client.guestShutDown(guest.instance());
            machine.shutDown(guest.instance());
        }
    }

    private void swap() {
        Machine machine = any(world.machines());
        machine.install(random);
        world.history().add(machine.id + " exchanges its drivers for " + machine.installed());
        world.hosts().stream()
                .filter(host -> host.machine() == machine)
                .forEach(SimulatedHost::swap);
    }

    private void restart() {
        Machine machine = any(world.machines());
        world.history().add(machine.id + " restarts");
        world.hosts().stream()
                .filter(host -> host.machine() == machine)
                .forEach(host -> host.process().kill());
        // What its guests do as they go down nobody is there to see.
        machine.guests().forEach(guest -> client.guestShutDown(guest.instance()));
        machine.restart();
        world.storages().values().forEach(storage -> storage.unplug(machine.id));
    }

    /** Returns the instances that may be given volumes. */
    private List<InstanceId> standing() {
        return client.acknowledged().stream()
                .filter(
                        id ->
                                world.invariants()
                                        .find(id)
                                        .map(Instance::state)
                                        .filter(
                                                state ->
                                                        state == InstanceState.RUNNING
                                                                || state == InstanceState.STOPPED)
                                        .isPresent())
                .toList();
    }

    private void snapshots() {
        switch (random.nextInt(6)) {
            case 0 -> client.disks().dropSnapshot();
            case 1 -> killVolumeHost();
            case 2, 3 -> exchangeVolumeDriver();
            default -> client.disks().snapshot();
        }
    }

    private void killVolumeHost() {
        world.volumeHosts().forEach(host -> host.process().kill());
        world.history().add("the agent of the volume host is killed");
    }

    private void exchangeVolumeDriver() {
        String technology = any(List.copyOf(world.storages().keySet()));
        world.volumeHosts().forEach(host -> host.exchange(technology));
        world.history().add("the volume driver " + technology + " comes or goes");
    }

    private void killAgent() {
        List<SimulatedHost> hosts = world.hosts();
        if (!hosts.isEmpty()) {
            SimulatedHost host = any(hosts);
            world.history().add(host.process().name() + " is killed");
            host.process().kill();
        }
    }

    private void killManager() {
        List<SimulatedManager> managers = world.managers();
        if (!managers.isEmpty()) {
            SimulatedManager manager = any(managers);
            world.history().add(manager.process().name() + " is killed");
            manager.process().kill();
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
