package io.nova.manager.network;

import io.nova.model.UnavailableException;
import io.nova.model.network.Cidr;
import io.nova.model.setting.SettingsFile;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The range that public addresses come from. */
@Component(service = PublicRange.class, configurationPid = PublicRange.PID)
@Designate(ocd = PublicRange.Config.class)
public final class PublicRange {

    private static final Logger LOG = LoggerFactory.getLogger(PublicRange.class);

    static final String PID = "io.nova.manager.network.addresses";

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

    /** What the names of the pools begin with. */
    static final String POOLS = "public-addresses/";

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final int LONGEST_PREFIX = 30;

    private final StateStore store;
    private volatile boolean defined;
    private final Cidr cidr;
    private final PoolSpec addresses;

    @Activate
    public PublicRange(@Reference StateStore store, Config config) {
        Cidr range = range(config);
        Duration cooling = FILE.seconds("coolingSeconds", config::coolingSeconds, 0);
        cidr = range;
        addresses =
                new PoolSpec(
                        pool(range),
                        range.network().number() + 1,
                        range.broadcast().number() - 1,
                        cooling);
        this.store = store;
        try {
            define();
        } catch (UnavailableException later) {
            // A component that fails is never tried again: whoever needs the pool makes it.
            LOG.info("The public range has to wait: {}", later.getMessage());
        }
    }

    /** Makes the pool if the records do not have it, or have not heard of the settings. */
    void ensure() {
        if (!defined || store.pool(addresses.name()).isEmpty()) {
            define();
        }
    }

    private void define() {
        Tx tx = Tx.of("public-addresses/" + cidr.value()).define(addresses).build();
        Records.commit(store, tx);
        defined = true;
    }

    Cidr cidr() {
        return cidr;
    }

    /** Returns the name of the store's pool of a range; its items are the addresses' numbers. */
    static String pool(Cidr range) {
        return POOLS + range;
    }

    private static Cidr range(Config config) {
        Cidr range = FILE.read("cidr", config::cidr, Cidr::new);
        if (range.prefixLength() > LONGEST_PREFIX) {
            throw FILE.refusal("cidr", range + " has no room");
        }
        return range;
    }
}
