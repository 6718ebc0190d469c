package io.nova.testkit.network;

import io.nova.model.NetworkId;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A host to test on, real or pretended, and what a driver alone could not tell about it. */
public interface NetworkLab {

    /** Puts another driver object on the host; earlier ones may still be there. */
    NetworkDriver open() throws Exception;

    /** Takes a driver object off the host as a hot swap does. */
    void close(NetworkDriver driver) throws Exception;

    /** Lists everything that the host has of the network: devices, rules, processes, files. */
    List<String> traces(NetworkId network) throws Exception;

    /**
     * Looks at the host, past any driver, for what the network and exactly these ports of it lack
     * or have too much; empty if all is well.
     */
    List<String> defects(NetworkSpec network, Collection<PortSpec> ports) throws Exception;

    /** Returns by name what someone else may do to the network on this host, each a damage. */
    Map<String, Damage> damages();

    /** Ends whatever the lab made. */
    void end() throws Exception;

    /** Something that happens to a network behind the driver's back. */
    @FunctionalInterface
    interface Damage {
        void doTo(NetworkSpec network) throws Exception;
    }
}
