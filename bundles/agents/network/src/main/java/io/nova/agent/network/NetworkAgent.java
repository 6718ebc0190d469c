package io.nova.agent.network;

import io.nova.gate.GatewayPart;
import io.nova.model.IdSource;
import io.nova.model.setting.SettingsFile;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
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

/** Gives this machine the networks of the cloud. */
@Component(
        immediate = true,
        service = {},
        configurationPid = NetworkAgent.PID)
@Designate(ocd = NetworkAgent.Config.class)
public final class NetworkAgent {

    static final String PID = "io.nova.agent.network";

    /** The host's settings. */
    @ObjectClassDefinition(name = "Network host")
    public @interface Config {
        @AttributeDefinition(
                description = "The host's name in the cloud; empty: the machine's host name")
        String host() default "";

        @AttributeDefinition(description = "How often to look without being hinted, in seconds")
        int resyncSeconds() default 30;

        @AttributeDefinition(
                description = "How long a command waits while the driver is exchanged, in seconds")
        int driverWaitSeconds() default 10;

        @AttributeDefinition(
                description =
                        "How long a driver that leaves waits for the commands inside, in seconds")
        int driverDrainSeconds() default 30;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final NetworkHost host;

    @Activate
    public NetworkAgent(
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        host =
                new NetworkHost(
                        new NetworkHost.Settings(
                                FILE.host("host", config::host),
                                FILE.seconds("resyncSeconds", config::resyncSeconds, 1),
                                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0)),
                        engine,
                        bus,
                        clock,
                        ids);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDriver(NetworkDriver added, Map<String, Object> properties) {
        host.bind(
                added,
                String.valueOf(properties.getOrDefault(NetworkDriver.DRIVER_NAME, "unnamed")));
    }

    void unbindDriver(NetworkDriver removed) {
        host.unbind(removed);
    }

    @Reference(
            service = GatewayPart.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindGatewayPart(GatewayPart part) {
        host.add(part);
    }

    void unbindGatewayPart(GatewayPart part) {
        host.remove(part);
    }

    /** Leaves the networks as they are. */
    @Deactivate
    public void close() {
        host.close();
    }
}
