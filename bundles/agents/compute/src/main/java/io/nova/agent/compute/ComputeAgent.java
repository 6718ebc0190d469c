package io.nova.agent.compute;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.volume.VolumeConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
        configurationPid = "io.nova.agent.compute")
@Designate(ocd = ComputeAgent.Config.class)
public final class ComputeAgent {

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

    private final ComputeHost host;
    private final ImageCache images;

    @Activate
    public ComputeAgent(
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        HostId id = hostId(config);
        Path directory = directory(config);
        images =
                new ImageCache(
                        directory.resolve("images"), new ImageLocations(id, bus, clock, ids));
        ComputeHost.Settings settings = settings(id, config);
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

    private static ComputeHost.Settings settings(HostId host, Config config) {
        return new ComputeHost.Settings(
                host,
                new ZoneName(config.zone()),
                Duration.ofSeconds(positive("resyncSeconds", config.resyncSeconds())),
                positive("parallel", config.parallel()),
                Duration.ofSeconds(
                        notNegative("shutdownGraceSeconds", config.shutdownGraceSeconds())),
                Duration.ofSeconds(notNegative("orphanWaitSeconds", config.orphanWaitSeconds())),
                Duration.ofSeconds(positive("deadlineSeconds", config.deadlineSeconds())),
                config.kernelCommandLine(),
                config.driver().strip(),
                Duration.ofSeconds(notNegative("driverWaitSeconds", config.driverWaitSeconds())),
                Duration.ofSeconds(notNegative("driverDrainSeconds", config.driverDrainSeconds())));
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
            cardinality = ReferenceCardinality.OPTIONAL,
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

    private static HostId hostId(Config config) {
        if (!config.host().isEmpty()) {
            return new HostId(config.host());
        }
        try {
            return new HostId(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return new HostId("localhost");
        }
    }

    private static Path directory(Config config) {
        try {
            return Files.createDirectories(Path.of(config.directory()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "io.nova.agent.compute: key directory: cannot be made: " + e, e);
        }
    }

    private static int positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "io.nova.agent.compute: key " + key + ": " + value + " is not positive");
        }
        return value;
    }

    private static int notNegative(String key, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "io.nova.agent.compute: key " + key + ": " + value + " is negative");
        }
        return value;
    }
}
