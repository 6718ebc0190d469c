package io.nova.manager.network;

import io.nova.model.network.Cidr;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The range that public addresses come from. */
@Component(service = PublicRange.class, configurationPid = "io.nova.manager.network.addresses")
@Designate(ocd = PublicRange.Config.class)
public final class PublicRange {

    /** The range's settings. */
    @ObjectClassDefinition(name = "Public addresses")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "The range that AllocateAddress gives addresses from; a network that is"
                                + " routed to the hosts. By default it is known on the hosts alone")
        String cidr() default "10.43.0.0/24";

        @AttributeDefinition(
                description =
                        "How long a released address rests before it is given out, in seconds")
        int coolingSeconds() default 60;
    }

    private final Cidr cidr;

    @Activate
    public PublicRange(@Reference StateStore store, Config config) {
        Cidr range = range(config);
        cidr = range;
        Records.commit(
                store,
                Tx.of("public-addresses/" + range.value())
                        .define(
                                new PoolSpec(
                                        pool(range),
                                        range.network().number() + 1,
                                        range.broadcast().number() - 1,
                                        Duration.ofSeconds(config.coolingSeconds())))
                        .build());
    }

    Cidr cidr() {
        return cidr;
    }

    /** Returns the name of the store's pool of a range; its items are the addresses' numbers. */
    static String pool(Cidr range) {
        return "public-addresses/" + range;
    }

    private static Cidr range(Config config) {
        String key = "io.nova.manager.network.addresses: key ";
        if (config.coolingSeconds() < 0) {
            throw new IllegalArgumentException(
                    key + "coolingSeconds: " + config.coolingSeconds() + " is negative");
        }
        Cidr range;
        try {
            range = new Cidr(config.cidr());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(key + "cidr: " + config.cidr() + " is no range", e);
        }
        if (range.prefixLength() > 30) {
            throw new IllegalArgumentException(key + "cidr: " + range + " has no room");
        }
        return range;
    }
}
