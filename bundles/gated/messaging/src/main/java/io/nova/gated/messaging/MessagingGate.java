package io.nova.gated.messaging;

import io.nova.gate.DriverFamily;
import io.nova.gate.GateStats;
import io.nova.model.IncorrectStateException;
import io.nova.model.ResourceType;
import io.nova.model.setting.SettingsPlace;
import io.nova.spi.messaging.MessagingDriver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where drivers of messaging come and go, and which of them carries what is sent. */
@Component(
        immediate = true,
        service = {MessagingGate.class, DriverFamily.class},
        configurationPid = MessagingGate.PID)
@Designate(ocd = MessagingGate.Config.class)
// A bus without any driver is none: so the embedded one comes where no other is.
@Requirement(
        namespace = "osgi.service",
        filter = "(objectClass=io.nova.spi.messaging.MessagingDriver)",
        effective = "active")
public final class MessagingGate implements DriverFamily {

    static final String PID = "io.nova.gated.messaging";

    /** What can be set. */
    @ObjectClassDefinition(name = "Message bus")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "The driver that carries messages, written by nova:messaging-migrate;"
                                + " empty: the only one, or the one with the highest ranking")
        String driver() default "";

        @AttributeDefinition(
                description =
                        "How long a call or a cast waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the messages and calls that it has"
                                + " not finished, in seconds")
        int driverDrainSeconds() default 5;

        @AttributeDefinition(
                description =
                        "How long a move waits for what the driver that is left has not finished,"
                                + " in seconds; then it is given up")
        int moveSeconds() default 60;
    }

    private final Drivers drivers;
    private final SettingsPlace file;
    private final AtomicBoolean moving = new AtomicBoolean();

    @Activate
    public MessagingGate(
            Config config, ComponentContext component, Map<String, Object> properties) {
        this(
                Settings.of(config),
                SettingsPlace.of(PID, properties),
                () -> component.enableComponent(GatedMessageBus.class.getName()));
    }

    MessagingGate(Settings settings, SettingsPlace file, Runnable opened) {
        this.file = file;
        drivers = new Drivers(settings, opened);
    }

    /** Takes what is new in the file; how long to wait is for the next start. */
    @Modified
    void modified(Config config) {
        drivers.settings(Settings.of(config));
    }

    /** Serves over the driver too, and lets it carry if it is the one. */
    @Reference(
            service = MessagingDriver.class,
            name = "driver",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(MessagingDriver driver, Map<String, ?> properties) {
        Object ranking = properties.get("service.ranking");
        drivers.bind(
                driver,
                String.valueOf(properties.get(MessagingDriver.DRIVER_NAME)),
                ranking instanceof Integer number ? number : 0);
    }

    /** Returns when the driver has finished, or has been waited for long enough. */
    void unbindDriver(MessagingDriver driver) {
        drivers.unbind(driver);
    }

    Drivers drivers() {
        return drivers;
    }

    @Override
    public String family() {
        return "messaging";
    }

    @Override
    public List<String> present() {
        return drivers.names();
    }

    @Override
    public String serving() {
        return drivers.carrying().map(Present::name).orElse(drivers.settings().driver());
    }

    @Override
    public GateStats stats() {
        return drivers.stats();
    }

    @Override
    public void move(String to, Consumer<String> progress) throws InterruptedException {
        if (!moving.compareAndSet(false, true)) {
            throw new IncorrectStateException(
                    ResourceType.DRIVER, to, "Messages are being moved already");
        }
        try {
            new Move(drivers, file, progress).run(to);
        } finally {
            moving.set(false);
        }
    }
}
