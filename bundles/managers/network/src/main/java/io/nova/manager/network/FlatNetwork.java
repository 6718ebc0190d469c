package io.nova.manager.network;

import io.nova.model.NetworkId;
import io.nova.model.UnavailableException;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Network;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.NetworkAssignment;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the one segment that the VPCs of all projects lie on, and tells hosts to have it. */
@Component(service = FlatNetwork.class, configurationPid = FlatNetwork.PID)
@Designate(ocd = FlatNetwork.Config.class)
public final class FlatNetwork {

    static final String PID = "io.nova.manager.network";

    /** How many network agents are answered at once. */
    private static final int CONCURRENCY = 4;

    /** The network's settings. */
    @ObjectClassDefinition(name = "Flat network")
    public @interface Config {
        @AttributeDefinition(description = "The range that instances get their addresses from")
        String cidr() default "10.42.0.0/16";

        @AttributeDefinition(
                description =
                        "The zone of the first default subnet, from when the network is made; the"
                                + " other zones have subnets of their own on the same network")
        String zone() default "nova";

        @AttributeDefinition(description = "The largest packet that guests send, in bytes")
        int mtu() default 1500;

        @AttributeDefinition(
                description =
                        "How long a freed address rests before another instance gets it, in"
                                + " seconds")
        int addressCoolingSeconds() default 5;

        @AttributeDefinition(description = "The domain of the guests' names")
        String domain() default "novalocal";

        @AttributeDefinition(
                description = "The port of hosts on which the metadata service answers guests")
        int metadataPort() default 8773;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FlatNetwork.class);
    private static final SettingsFile FILE = SettingsFile.of(PID);

    /** The smallest and the largest packet that IPv4 has for everybody. */
    private static final int LEAST_MTU = 576;

    private static final int MOST_MTU = 65_535;
    private static final int LONGEST_PREFIX = 28;

    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private final StateStore store;
    private final Network described;
    private final Duration cooling;
    private final String domain;
    private final int metadataPort;
    private final Subscription subscription;
    private volatile Optional<Network> known;

    @Activate
    public FlatNetwork(@Reference StateStore store, @Reference MessageBus bus, Config config) {
        this.store = store;
        this.described = describe(config);
        this.domain = FILE.text("domain", config::domain, DOMAIN, "domain in lower case");
        this.metadataPort = FILE.within("metadataPort", config::metadataPort, 1, 65_535);
        this.cooling = FILE.seconds("addressCoolingSeconds", config::addressCoolingSeconds, 0);
        this.known = now();
        this.subscription =
                NetworkProtocol.NETWORKS.serve(
                        bus,
                        NetworkProtocol.MANAGER,
                        CONCURRENCY,
                        request -> CompletableFuture.completedStage(assignments()));
    }

    @Deactivate
    public void close() {
        subscription.close();
    }

    /**
     * A component that fails is never tried again: without the store whoever asks next makes it.
     */
    private Optional<Network> now() {
        try {
            return Optional.of(ensure());
        } catch (UnavailableException later) {
            LOG.info("The network has to wait: {}", later.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the segment, which is there. */
    Network network() {
        Optional<Network> there = known;
        if (there.isPresent()) {
            return there.get();
        }
        Network made = ensure();
        known = Optional.of(made);
        return made;
    }

    /** The records have lost history, and perhaps the segment's. */
    void forget() {
        known = Optional.empty();
    }

    String domain() {
        return domain;
    }

    static String addressPool(NetworkId network) {
        return "addresses/" + network;
    }

    private Networks assignments() {
        Network network = network();
        return new Networks(
                List.of(
                        new NetworkAssignment(
                                network.id(),
                                network.cidr(),
                                network.gateway(),
                                network.mtu(),
                                domain,
                                List.of(),
                                metadataPort)));
    }

    /** The id follows from the range, so that managers that start together make one network. */
    private Network ensure() {
        Network network = described;
        PoolSpec addresses =
                new PoolSpec(
                        addressPool(network.id()),
                        network.gateway().number() + 1,
                        network.cidr().broadcast().number() - 1,
                        cooling);
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("network/" + network.id())
                                .create(Kinds.NETWORK, network.id().value(), network)
                                .define(addresses)
                                .build());
        if (result instanceof CommitResult.Ok) {
            return network;
        }
        return store.get(Kinds.NETWORK, network.id().value()).map(Rec::value).orElse(network);
    }

    private static Network describe(Config config) {
        Cidr cidr = FILE.read("cidr", config::cidr, Cidr::new);
        if (cidr.prefixLength() > LONGEST_PREFIX) {
            throw FILE.refusal("cidr", cidr + " has room for no guests");
        }
        return new Network(
                new NetworkId("net-" + Digits.of(cidr.value())),
                FILE.read("zone", config::zone, ZoneName::new),
                cidr,
                Ipv4.of(cidr.network().number() + 1),
                FILE.within("mtu", config::mtu, LEAST_MTU, MOST_MTU));
    }
}
