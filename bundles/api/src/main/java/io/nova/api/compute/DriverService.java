package io.nova.api.compute;

import io.nova.model.RequestContext;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The drivers in use, for an operator. Asks the authorizer first. */
@ProviderType
public interface DriverService {

    /** Returns the drivers of every family, by family and host. */
    List<DriverView> drivers(RequestContext context);

    /**
     * A family's driver on a host.
     *
     * @param host empty for what belongs to no host, such as state
     * @param name of the driver that serves; empty while there is none
     * @param calls made since the start
     * @param inFlight calls being made
     * @param swaps how often the driver was exchanged
     * @param longestPause the longest that a call waited for a driver
     * @param waited how long all calls of the family on the host together waited for a driver
     */
    record DriverView(
            String family,
            String host,
            String name,
            long calls,
            int inFlight,
            long swaps,
            Duration longestPause,
            Duration waited) {}
}
