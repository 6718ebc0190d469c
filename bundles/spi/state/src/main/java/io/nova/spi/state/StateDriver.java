package io.nova.spi.state;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A store of one technology, registered as a service under this name with {@link #DRIVER_NAME}.
 *
 * <p>Its only caller is who registers the one {@link StateStore} that managers use: that one stays
 * while drivers come and go.
 */
@ConsumerType
public interface StateDriver extends StateStore {

    /**
     * Removes everything, beats too, so that {@link #restore} can fill the store anew; its epoch
     * stays. A process that dies meanwhile leaves the store as it was, or one that is empty the
     * next time it is opened.
     *
     * @throws IOException if the store is just being filled
     */
    void clear() throws IOException;
}
