package io.nova.api.metadata;

import io.nova.model.UnavailableException;
import io.nova.model.network.Ipv4;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What guests read about themselves. On hosts with the managers it is these themselves, elsewhere
 * it asks them: who calls it does not know.
 *
 * <p>Any thread may call it, and waits for the answer, for some seconds at most. It changes
 * nothing.
 */
@ProviderType
public interface MetadataService {

    /**
     * Returns the guest of this host that has the private address now, with what is at the path.
     *
     * @param path below a version's name, such as {@code meta-data/ami-id}; a folder is its list
     * @return empty if no instance has the address, or that of another host has it
     * @throws UnavailableException if nobody who knows can be asked now, or the guest asks too
     *     often
     */
    Optional<GuestMetadata> find(Ipv4 address, String path);
}
