package io.nova.driver.volume.simulated;

import io.nova.model.HostId;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host under whose name volumes are connected; hosts of the cloud call themselves the same. */
final class ThisHost {

    private ThisHost() {}

    /**
     * @param configured empty: the machine's own name
     */
    static HostId named(String configured) {
        if (!configured.isBlank()) {
            return new HostId(configured.strip());
        }
        try {
            return new HostId(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return new HostId("localhost");
        }
    }
}
