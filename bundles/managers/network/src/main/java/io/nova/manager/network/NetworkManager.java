package io.nova.manager.network;

import io.nova.api.network.NetworkService;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Network;
import io.nova.protocol.NetworkAssignment;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps the flat network that all projects share, and tells hosts to have it. */
@Component(configurationPid = "io.nova.manager.network")
@Designate(ocd = NetworkManager.Config.class)
public final class NetworkManager implements NetworkService {

    private static final Kind<Network> NETWORK =
            new Kind<>("network", Network.class, network -> List.of(new IndexEntry("all", "")));

    /** How many network agents are answered at once. */
    private static final int CONCURRENCY = 4;

    /** The network's settings. */
    @ObjectClassDefinition(name = "Flat network")
    public @interface Config {
        @AttributeDefinition(description = "The range that instances get their addresses from")
        String cidr() default "10.42.0.0/16";

        @AttributeDefinition(description = "The zone that the network is in")
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

    private final Records<Network> records;
    private final Network flat;
    private final Config config;
    private final Subscription subscription;

    @Activate
    public NetworkManager(@Reference StateStore store, @Reference MessageBus bus, Config config) {
        this.records = new Records<>(store, NETWORK);
        this.config = config;
        this.flat = ensureFlat(store, config);
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

    @Override
    public Network defaultFor(ProjectId project, ZoneName zone) {
        return flat;
    }

    @Override
    public Optional<Network> find(NetworkId network) {
        return network.equals(flat.id())
                ? Optional.of(flat)
                : records.find(network.value()).map(Rec::value);
    }

    @Override
    public List<Network> list(ProjectId project) {
        List<Network> networks = new ArrayList<>();
        records.each(
                new IndexEntry("all", ""),
                rec -> {
                    if (rec.value().project().map(project::equals).orElse(true)) {
                        networks.add(rec.value());
                    }
                });
        return networks;
    }

    @Override
    public String addressPool(NetworkId network) {
        return "addresses/" + network;
    }

    private Networks assignments() {
        return new Networks(
                List.of(
                        new NetworkAssignment(
                                flat.id(),
                                flat.cidr(),
                                flat.gateway(),
                                flat.mtu(),
                                config.domain(),
                                List.of(),
                                config.metadataPort())));
    }

    /** The id follows from the range, so that managers that start together make one network. */
    private Network ensureFlat(StateStore store, Config config) {
        Network network = describe(config);
        String pool = addressPool(network.id());
        PoolSpec addresses =
                new PoolSpec(
                        pool,
                        network.gateway().number() + 1,
                        network.cidr().broadcast().number() - 1,
                        Duration.ofSeconds(config.addressCoolingSeconds()));
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("network/" + network.id())
                                .create(NETWORK, network.id().value(), network)
                                .define(addresses)
                                .build());
        if (result instanceof CommitResult.Ok) {
            return network;
        }
        return records.find(network.id().value()).map(Rec::value).orElse(network);
    }

    private static Network describe(Config config) {
        Cidr cidr = new Cidr(config.cidr());
        if (cidr.prefixLength() > 28) {
            throw new IllegalArgumentException(
                    "io.nova.manager.network: key cidr: " + cidr + " has room for no guests");
        }
        String digits = digits(cidr.value());
        return new Network(
                new NetworkId("vpc-" + digits),
                new SubnetId("subnet-" + digits),
                Optional.empty(),
                new ZoneName(config.zone()),
                cidr,
                Ipv4.of(cidr.network().number() + 1),
                config.mtu());
    }

    private static String digits(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 17);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
