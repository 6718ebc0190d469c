package io.nova.gated.state;

import io.nova.gate.DriverFamily;
import io.nova.gate.GateStats;
import io.nova.model.IncorrectStateException;
import io.nova.model.ResourceType;
import io.nova.model.setting.SettingsPlace;
import io.nova.spi.state.StateDriver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where drivers of state come and go, and which of them serves. */
@Component(
        immediate = true,
        service = {StateGate.class, DriverFamily.class},
        configurationPid = StateGate.PID)
@Designate(ocd = StateGate.Config.class)
// A store without any driver is none: so the embedded one comes where no other is.
@Requirement(
        namespace = "osgi.service",
        filter = "(objectClass=io.nova.spi.state.StateDriver)",
        effective = "active")
@Requirement(
        namespace = "osgi.service",
        filter = "(objectClass=java.time.Clock)",
        effective = "active")
public final class StateGate implements DriverFamily {

    static final String PID = "io.nova.gated.state";

    private static final Logger LOG = LoggerFactory.getLogger(StateGate.class);

    /** What can be set. */
    @ObjectClassDefinition(name = "State store")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "The driver that has the records of this cloud, written by"
                                + " nova:state-migrate; empty: the only one, or the one that has"
                                + " records")
        String driver() default "";

        @AttributeDefinition(description = "The move by which it has them, written with it")
        String move() default "";

        @AttributeDefinition(
                description =
                        "The move, as the log names it, whose left store is to serve again with"
                                + " its old records; empty: none")
        String takeBack() default "";

        @AttributeDefinition(
                description = "How long a call waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 30;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the calls inside, in seconds")
        int driverDrainSeconds() default 30;

        @AttributeDefinition(
                description =
                        "The longest that changes may wait while the records are moved, in"
                                + " seconds; a move that takes longer is given up")
        int moveSeconds() default 60;
    }

    private final Clock clock;
    private final Drivers drivers;
    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean moving = new AtomicBoolean();
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "nova-state-choice");
                        thread.setDaemon(true);
                        return thread;
                    });

    @Activate
    public StateGate(
            Config config,
            ComponentContext component,
            Map<String, Object> properties,
            @Reference Clock clock) {
        this(
                Settings.of(config),
                SettingsPlace.of(PID, properties),
                clock,
                () -> component.enableComponent(GatedStateStore.class.getName()));
    }

    StateGate(Settings settings, SettingsPlace file, Clock clock, Runnable opened) {
        this.clock = clock;
        drivers = new Drivers(settings, file, this::later, opened);
    }

    private void later() {
        try {
            var unused = later.schedule(this::settle, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("It ends: nothing is to be tried again", e);
        }
    }

    private void settle() {
        try {
            drivers.settle();
        } catch (RuntimeException e) {
            LOG.error("The state store cannot be chosen; tried again", e);
            later();
        }
    }

    /** Takes what is new in the file. */
    @Modified
    void modified(Config config) {
        drivers.modified(Settings.of(config));
    }

    /** Lets the driver serve, if it is the one. */
    @Reference(
            service = StateDriver.class,
            name = "driver",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(StateDriver driver, Map<String, ?> properties) {
        Object ranking = properties.get("service.ranking");
        drivers.bind(
                driver,
                String.valueOf(properties.get(StateDriver.DRIVER_NAME)),
                ranking instanceof Integer number ? number : 0);
    }

    /** Returns when no call is inside the driver any longer. */
    void unbindDriver(StateDriver driver) {
        drivers.unbind(driver);
    }

    Drivers drivers() {
        return drivers;
    }

    /** Notes a group that has members, for a move. */
    void beaten(String group) {
        if (!groups.contains(group)) {
            groups.add(group);
        }
    }

    @Override
    public String family() {
        return "state";
    }

    @Override
    public List<String> present() {
        return drivers.names();
    }

    @Override
    public String serving() {
        return drivers.name();
    }

    @Override
    public GateStats stats() {
        return drivers.stats();
    }

    @Override
    public void move(String to, Consumer<String> progress) throws InterruptedException {
        move(to, progress, step -> {});
    }

    void move(String to, Consumer<String> progress, Consumer<Move.Step> before)
            throws InterruptedException {
        if (!moving.compareAndSet(false, true)) {
            throw new IncorrectStateException(
                    ResourceType.DRIVER, to, "The records are being moved already");
        }
        try {
            new Move(drivers, clock, Set.copyOf(groups), progress, before).run(to);
        } finally {
            moving.set(false);
        }
    }

    /** Ends what is tried again. */
    @Deactivate
    public void close() {
        later.shutdownNow();
    }
}
