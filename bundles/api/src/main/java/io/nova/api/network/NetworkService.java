package io.nova.api.network;

import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.ZoneName;
import io.nova.model.network.Network;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The networks that instances are put on. */
@ProviderType
public interface NetworkService {

    /** Returns the network that the project's instances are put on unless they ask for another. */
    Network defaultFor(ProjectId project, ZoneName zone);

    /** Returns the network. */
    Optional<Network> find(NetworkId network);

    /** Returns the networks that the project can use. */
    List<Network> list(ProjectId project);

    /**
     * Returns the name of the store's pool of the network's private addresses; its items are their
     * numbers. Whoever commits an instance takes from it in the same transaction.
     */
    String addressPool(NetworkId network);
}
