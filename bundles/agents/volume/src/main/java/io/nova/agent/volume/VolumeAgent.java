package io.nova.agent.volume;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ZoneName;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.ImageUplink;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.volume.VolumeDriver;
import java.time.Clock;
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
        configurationPid = VolumeAgent.PID)
@Designate(ocd = VolumeAgent.Config.class)
public final class VolumeAgent {

    static final String PID = "io.nova.agent.volume";

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

        @AttributeDefinition(
                description = "The most volumes of one driver that are worked on at once")
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

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final VolumeHost host;

    @Activate
    public VolumeAgent(
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        HostId id = FILE.host("host", config::host);
        host =
                new VolumeHost(
                        new VolumeHost.Settings(
                                id,
                                FILE.read("zone", config::zone, ZoneName::new),
                                FILE.seconds("resyncSeconds", config::resyncSeconds, 1),
                                FILE.within("parallel", config::parallel, 1, 1000),
                                FILE.seconds("deadlineSeconds", config::deadlineSeconds, 1),
                                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0)),
                        engine,
                        bus,
                        clock,
                        ids);
        host.sendImages(new ImageUplink(id, bus, clock, ids));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(VolumeDriver added, Map<String, Object> properties) {
        host.bind(
                added,
                String.valueOf(properties.getOrDefault(VolumeDriver.DRIVER_NAME, "unnamed")),
                Boolean.TRUE.equals(properties.get(VolumeDriver.LOCAL)));
    }

    void unbindDriver(VolumeDriver removed) {
        host.unbind(removed);
    }

    /** Leaves volumes and exports as they are. */
    @Deactivate
    public void close() {
        host.close();
    }
}
