package io.nova.api.compute;

import io.nova.model.ZoneName;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where instances can be. Never blocks. */
@ProviderType
public interface ZoneService {

    /** Returns the region's name. */
    String region();

    /** Returns the region's zones; at least one. */
    List<Zone> zones();

    /**
     * A zone.
     *
     * @param available whether a host there accepts instances
     */
    record Zone(ZoneName name, boolean available) {}
}
