package io.nova.agent.compute;

import io.nova.protocol.ImageRef;
import java.nio.file.Path;

/** Where guests' images lie on this host. */
public interface Images {

    /**
     * Returns the file with the image's bytes, fetching them if need be; nobody writes to it
     * afterwards.
     *
     * @throws io.nova.model.DriverException {@code UNREACHABLE} if they cannot be had now, {@code
     *     BROKEN} if they are not what they should be
     */
    Path fetch(ImageRef image) throws InterruptedException;
}
