package io.nova.agent.network;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.network.NetworkDriver;
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

/** Gives this machine the networks of the cloud. */
@Component(
        immediate = true,
        service = {},
        configurationPid = "io.nova.agent.network")
@Designate(ocd = NetworkAgent.Config.class)
public final class NetworkAgent {

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
                                hostId(config),
                                atLeast(1, "resyncSeconds", config.resyncSeconds()),
                                atLeast(0, "driverWaitSeconds", config.driverWaitSeconds()),
                                atLeast(0, "driverDrainSeconds", config.driverDrainSeconds())),
                        engine,
                        bus,
                        clock,
                        ids);
    }

    private static Duration atLeast(int least, String key, int seconds) {
        if (seconds < least) {
            throw new IllegalArgumentException(
                    "io.nova.agent.network: key " + key + ": it must be at least " + least);
        }
        return Duration.ofSeconds(seconds);
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

    /** Leaves the networks as they are. */
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
