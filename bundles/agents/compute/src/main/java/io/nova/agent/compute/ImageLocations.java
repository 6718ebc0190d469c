package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.LocateRequest;
import io.nova.spi.messaging.MessageBus;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the image managers where an image's bytes are. */
final class ImageLocations {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HostId host;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;

    ImageLocations(HostId host, MessageBus bus, Clock clock, IdSource ids) {
        this.host = host;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    URI locate(ImageId image) throws InterruptedException {
        try {
            return URI.create(
                    ImageProtocol.LOCATE
                            .call(
                                    bus,
                                    ImageProtocol.MANAGER,
                                    new LocateRequest(host, image),
                                    ids.hex(16),
                                    "",
                                    clock.instant().plus(DEADLINE))
                            .get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS)
                            .url());
        } catch (ExecutionException | TimeoutException e) {
            throw new DriverException(
                    DriverException.Kind.UNREACHABLE,
                    "nobody tells where the image " + image + " is",
                    e);
        }
    }
}
