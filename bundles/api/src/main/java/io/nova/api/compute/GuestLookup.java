package io.nova.api.compute;

import io.nova.model.ProjectId;
import io.nova.model.compute.Instance;
import io.nova.model.network.Ipv4;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Finds instances by what is known of a guest that asks about itself: its address alone. */
@ProviderType
public interface GuestLookup {

    /** Returns the instance that holds the private address now; one look-up by an index. */
    Optional<Instance> findByAddress(Ipv4 address);

    /**
     * Returns the project's instances that hold an address and were launched with the key pair of
     * this name, in the order of their ids; a look at every instance of the project.
     */
    List<Instance> withKey(ProjectId project, String keyName);
}
