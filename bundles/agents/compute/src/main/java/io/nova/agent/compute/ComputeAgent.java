package io.nova.agent.compute;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.model.setting.SettingsFile;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.volume.VolumeConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Makes this machine a compute host of the cloud. */
@Component(
        immediate = true,
        service = {},
        configurationPid = ComputeAgent.PID)
@Designate(ocd = ComputeAgent.Config.class)
public final class ComputeAgent {

    static final String PID = "io.nova.agent.compute";

    /** The host's settings. */
    @ObjectClassDefinition(name = "Compute host")
    public @interface Config {
        @AttributeDefinition(
                description = "The host's name in the cloud; empty: the machine's host name")
        String host() default "";

        @AttributeDefinition(description = "The availability zone that the host is in")
        String zone() default "nova";

        @AttributeDefinition(description = "Where images are kept, and what the agent remembers")
        String directory();

        @AttributeDefinition(description = "The most guests that are launched at once")
        int parallel() default 4;

        @AttributeDefinition(description = "How often to look without being hinted, in seconds")
        int resyncSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a guest may take to shut down before it is switched off, in"
                                + " seconds")
        int shutdownGraceSeconds() default 60;

        @AttributeDefinition(
                description = "How long a guest that nobody asked for is left alone, in seconds")
        int orphanWaitSeconds() default 60;

        @AttributeDefinition(
                description =
                        "How long after the cloud's records lost history guests without an owner"
                                + " are switched off and not removed, in hours")
        int quarantineHours() default 24;

        @AttributeDefinition(description = "How long one command to a driver may take, in seconds")
        int deadlineSeconds() default 120;

        @AttributeDefinition(
                description =
                        "The driver that launches new guests, where there are several; empty: the"
                                + " one with the highest ranking, then the one that came first")
        String driver() default "";

        @AttributeDefinition(
                description = "How long a command waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the commands inside, in seconds")
        int driverDrainSeconds() default 30;

        @AttributeDefinition(
                description =
                        "What guests' kernels are started with, where they are not the disk's")
        String kernelCommandLine() default "root=/dev/vda console=ttyS0";
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Pattern ONE_LINE = Pattern.compile("\\P{Cntrl}*");
    private static final Pattern DRIVER = Pattern.compile("[A-Za-z0-9._-]*");

    private final ComputeHost host;
    private final ImageCache images;

    @Activate
    public ComputeAgent(
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        ComputeHost.Settings settings = settings(config);
        HostId id = settings.host();
        Path directory = directory(config);
        images =
                new ImageCache(
                        directory.resolve("images"), new ImageLocations(id, bus, clock, ids));
        host =
                new ComputeHost(
                        settings,
                        engine,
                        bus,
                        images,
                        BootFile.currentBoot(),
                        new BootFile(directory),
                        new DriverFile(directory),
                        clock,
                        ids);
        host.copyDisks(
                settings,
                engine,
                bus,
                new CaptureFiles(directory.resolve("copies")),
                new CaptureUplink(id, bus, clock, ids));
    }

    private static ComputeHost.Settings settings(Config config) {
        return new ComputeHost.Settings(
                FILE.host("host", config::host),
                FILE.read("zone", config::zone, ZoneName::new),
                FILE.seconds("resyncSeconds", config::resyncSeconds, 1),
                FILE.within("parallel", config::parallel, 1, 1000),
                FILE.seconds("shutdownGraceSeconds", config::shutdownGraceSeconds, 0),
                FILE.seconds("orphanWaitSeconds", config::orphanWaitSeconds, 0),
                Duration.ofHours(FILE.atLeast("quarantineHours", config::quarantineHours, 0)),
                FILE.seconds("deadlineSeconds", config::deadlineSeconds, 1),
                FILE.text(
                        "kernelCommandLine",
                        config::kernelCommandLine,
                        ONE_LINE,
                        "line without control characters"),
                FILE.text("driver", config::driver, DRIVER, "name of a driver"),
                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHypervisor(HypervisorDriver driver, Map<String, Object> properties) {
        host.bindHypervisor(driver, name(properties), ranking(properties));
    }

    void unbindHypervisor(HypervisorDriver driver) {
        host.unbindHypervisor(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(NetworkDriver driver, Map<String, Object> properties) {
        host.bindNetwork(driver, name(properties));
    }

    void unbindNetwork(NetworkDriver driver) {
        host.unbindNetwork(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindConnector(VolumeConnector driver, Map<String, Object> properties) {
        host.bindConnector(driver, name(properties));
    }

    void unbindConnector(VolumeConnector driver) {
        host.unbindConnector(driver);
    }

    /** Leaves the guests as they are. */
    @Deactivate
    public void close() {
        host.close();
        images.close();
    }

    private static int ranking(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.getOrDefault(HypervisorDriver.DRIVER_NAME, "unnamed"));
    }

    private static Path directory(Config config) {
        Path directory = FILE.path("directory", config::directory);
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw FILE.refusal("directory", "it cannot be made: " + e, e);
        }
    }
}
