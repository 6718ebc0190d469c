package io.nova.itests.simulation;

import io.nova.agent.volume.VolumeHost;
import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.model.HostId;
import io.nova.reconcile.SteppedReconcileEngine;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A process with the agent of the volume host, on storage that outlives it. */
final class SimulatedVolumeHost implements Being {

    static final HostId ID = new HostId("store-1");

    private final World world;
    private final Mortal process;
    private final SteppedReconcileEngine engine;
    private final VolumeHost host;
    private final Map<String, CrashingVolumes> bound = new TreeMap<>();

    SimulatedVolumeHost(World world, Mortal process) {
        this.world = world;
        this.process = process;
        this.engine = new SteppedReconcileEngine(world.clock(), world.random());
        // It is closed by no one: processes here do not end, they die.
        host =
                new VolumeHost(
                        new VolumeHost.Settings(
                                ID,
                                Surroundings.ZONE,
                                Duration.ofSeconds(10),
                                4,
                                Duration.ofSeconds(60),
                                Duration.ZERO,
                                Duration.ZERO),
                        engine,
                        new CrashingBus(world.bus().process(process.name()), process),
                        world.clock(),
                        world.ids());
        bindAll();
    }

    /** Has drivers of all technologies. */
    void bindAll() {
        world.storages().keySet().stream()
                .filter(technology -> !bound.containsKey(technology))
                .forEach(this::exchange);
    }

    /** Takes the driver of a technology away, or brings it. */
    void exchange(String technology) {
        CrashingVolumes driver = bound.remove(technology);
        if (driver != null) {
            host.unbind(driver);
            return;
        }
        SimulatedStorage storage = Objects.requireNonNull(world.storages().get(technology));
        driver =
                new CrashingVolumes(
                        technology,
                        new SimulatedVolumes(storage, ID),
                        process,
                        world.chaos(),
                        world.volumes()::deleting);
        bound.put(technology, driver);
        host.bind(driver, technology, false);
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
    }
}
