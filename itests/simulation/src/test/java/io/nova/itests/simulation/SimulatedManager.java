package io.nova.itests.simulation;

import io.nova.manager.compute.ComputeDesk;
import io.nova.manager.compute.ComputeRules;
import io.nova.manager.compute.HostRoster;
import io.nova.manager.compute.InstanceCollector;
import io.nova.manager.compute.InstanceManager;
import io.nova.manager.compute.Ports;
import io.nova.manager.compute.Wakener;
import io.nova.manager.network.DefaultVpcs;
import io.nova.manager.network.FilterDesk;
import io.nova.manager.network.FlatNetwork;
import io.nova.manager.network.HostHints;
import io.nova.manager.network.MemberHints;
import io.nova.manager.network.NetworkRules;
import io.nova.manager.network.PeerDesk;
import io.nova.manager.network.SecurityGroupManager;
import io.nova.manager.network.VpcManager;
import io.nova.manager.volume.AttachmentSweep;
import io.nova.manager.volume.HoldCollector;
import io.nova.manager.volume.InstanceVolumes;
import io.nova.manager.volume.SnapshotManager;
import io.nova.manager.volume.VolumeDesk;
import io.nova.manager.volume.VolumeDrivers;
import io.nova.manager.volume.VolumeHints;
import io.nova.manager.volume.VolumeManager;
import io.nova.manager.volume.VolumeRules;
import io.nova.manager.volume.VolumeTypes;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.state.RecordRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process with the managers. */
final class SimulatedManager implements Being {

    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Longer than anybody leads without renewing. */
    private static final Duration STALL = Duration.ofSeconds(20);

    private final World world;
    private final Mortal process;
    private final CrashingStore store;
    private final SteppedReconcileEngine engine;
    private final InstanceManager instances;
    private final List<Object> components = new ArrayList<>();
    private final List<VolumeManager> volumes = new ArrayList<>();
    private final List<SnapshotManager> snapshots = new ArrayList<>();
    private final List<RecordRules> rules = new ArrayList<>();
    private String pool = "";

    /** Starts it; may die on the way. */
    SimulatedManager(World world, Mortal process) {
        this.world = world;
        this.process = process;
        this.store =
                new CrashingStore(
                        world.store(process),
                        process,
                        world.chaos(),
                        () -> world.stall(process, STALL));
        this.engine = new SteppedReconcileEngine(world.clock(), world.random());
        try {
            this.instances = start();
        } catch (Throwable dying) {
            bury();
            throw dying;
        }
    }

    private InstanceManager start() {
        var bus = new CrashingBus(world.bus().process(process.name()), process);
        var clock = world.clock();
        var ids = world.ids();
        Surroundings around = world.surroundings();
        FlatNetwork flat =
                new FlatNetwork(
                        store,
                        bus,
                        Settings.of(FlatNetwork.Config.class, Map.of("cidr", World.CIDR)));
        DefaultVpcs defaults = new DefaultVpcs(store, flat, around);
        VpcManager vpcs = new VpcManager(store, around, defaults);
        HostHints hints = new HostHints(store, new Ports(store), bus, clock, ids);
        SecurityGroupManager groups =
                new SecurityGroupManager(store, around, around, defaults, hints, ids);
        pool =
                vpcs.addressPool(
                        vpcs.subnetFor(Client.PROJECT, Optional.empty(), Surroundings.ZONE)
                                .network());
        rules.addAll(List.of(new ComputeRules(vpcs), new NetworkRules(), new VolumeRules()));
        components.add(new FilterDesk(store, new Ports(store), bus));
        components.add(new PeerDesk(store, hints, engine, bus, ids));
        HostRoster roster = new HostRoster(store, clock, SILENCE);
        Wakener wakener = new Wakener(store, bus, new MemberHints(hints, engine), clock, ids);
        VolumeTypes types =
                new VolumeTypes(
                        Settings.of(
                                VolumeTypes.Config.class,
                                Map.of("types", new String[] {"gp3=near"})));
        InstanceVolumes onInstances =
                new InstanceVolumes(store, around, around, new Ports(store), types, clock, ids);
        components.add(new ComputeDesk(store, bus, vpcs, onInstances, roster, wakener, clock, ids));
        components.add(new InstanceCollector(store, engine, clock, ids));
        components.add(new VolumeDesk(store, new VolumeDrivers(), bus, clock, ids));
        components.add(new HoldCollector(store, around, engine, clock, ids));
        components.add(new VolumeHints(store, bus, clock, ids));
        components.add(new AttachmentSweep(store, new Ports(store), engine, clock, ids));
        volumes.add(
                new VolumeManager(
                        store, around, around, new Ports(store), around, types, clock, ids));
        snapshots.add(new SnapshotManager(store, around, around, clock, ids));
        return new InstanceManager(
                store,
                bus,
                around,
                around,
                around,
                around,
                around,
                vpcs,
                groups,
                onInstances,
                roster,
                wakener,
                clock,
                ids);
    }

    VolumeManager volumes() {
        return volumes.get(0);
    }

    SnapshotManager snapshots() {
        return snapshots.get(0);
    }

    InstanceManager instances() {
        return instances;
    }

    /** Returns what must hold of the records of all managers. */
    List<RecordRules> rules() {
        return rules;
    }

    /** Returns the name of the pool of addresses. */
    String pool() {
        return pool;
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
        store.bury();
    }
}
