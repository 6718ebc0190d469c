package io.nova.agent.volume;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.protocol.ImageUplink;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.volume.VolumeDriver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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

/** Makes this machine a volume host of the cloud. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "io.nova.agent.volume")
@Designate(ocd = VolumeAgent.Config.class)
public final class VolumeAgent {

    /** The host's settings. */
    @ObjectClassDefinition(name = "Volume host")
    public @interface Config {
        @AttributeDefinition(
                description = "The host's name in the cloud; empty: the machine's host name")
        String host() default "";

        @AttributeDefinition(description = "The availability zone that the host is in")
        String zone() default "nova";

        @AttributeDefinition(description = "How often to look without being hinted, in seconds")
        int resyncSeconds() default 10;

        @AttributeDefinition(description = "The most volumes that are worked on at once")
        int parallel() default 4;

        @AttributeDefinition(
                description = "How long one step of work on a volume may take, in seconds")
        int deadlineSeconds() default 120;

        @AttributeDefinition(
                description = "How long a command waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the commands inside, in seconds")
        int driverDrainSeconds() default 30;
    }

    private final VolumeHost host;

    @Activate
    public VolumeAgent(
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        HostId id = hostId(config);
        host =
                new VolumeHost(
                        new VolumeHost.Settings(
                                id,
                                new ZoneName(config.zone()),
                                seconds(1, "resyncSeconds", config.resyncSeconds()),
                                atLeast(1, "parallel", config.parallel()),
                                seconds(1, "deadlineSeconds", config.deadlineSeconds()),
                                seconds(0, "driverWaitSeconds", config.driverWaitSeconds()),
                                seconds(0, "driverDrainSeconds", config.driverDrainSeconds())),
                        engine,
                        bus,
                        clock,
                        ids);
        host.sendImages(new ImageUplink(id, bus, clock, ids));
    }

    private static Duration seconds(int least, String key, int value) {
        return Duration.ofSeconds(atLeast(least, key, value));
    }

    private static int atLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "io.nova.agent.volume: key " + key + ": it must be at least " + least);
        }
        return value;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(VolumeDriver added, Map<String, Object> properties) {
        host.bind(
                added,
                String.valueOf(properties.getOrDefault(VolumeDriver.DRIVER_NAME, "unnamed")));
    }

    void unbindDriver(VolumeDriver removed) {
        host.unbind(removed);
    }

    /** Leaves volumes and exports as they are. */
    @Deactivate
    public void close() {
        host.close();
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
}
