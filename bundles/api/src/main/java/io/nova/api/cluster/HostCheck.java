package io.nova.api.cluster;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Compares what hosts have with the records, for {@link CheckService}; one for each who knows. */
@ProviderType
public interface HostCheck {

    /**
     * Asks the hosts that can be asked. Blocks until they answered, for some seconds at most.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    List<Sight> look() throws InterruptedException;

    /**
     * Something that seems wrong now.
     *
     * @param state the same as long as nothing changed about it
     */
    record Sight(Finding finding, String state) {}
}
