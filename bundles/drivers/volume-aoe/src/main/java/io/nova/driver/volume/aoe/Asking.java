package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.AoeClient;
import io.nova.aoe.AoeException;
import io.nova.aoe.TargetConfig;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks the exports of a network who they are, in the words of drivers. */
final class Asking implements AutoCloseable {

    private static final Duration ANSWERS = Duration.ofMillis(150);
    private static final int ALL_SLOTS = 255;

    private final AoeClient client;

    private Asking(AoeClient client) {
        this.client = client;
    }

    static Asking on(Link link) {
        try {
            return new Asking(AoeClient.open(link.name()));
        } catch (AoeException e) {
            throw fault(e);
        }
    }

    /** Returns the addresses of a shelf that somebody answers for, as far as he answers us. */
    Set<AoeAddress> answering(int shelf) throws InterruptedException {
        Set<AoeAddress> answering = new HashSet<>();
        all(new AoeAddress(shelf, ALL_SLOTS)).forEach(one -> answering.add(one.address()));
        return answering;
    }

    /** Returns all who answer for an address, or for all. */
    List<TargetConfig> all(AoeAddress address) throws InterruptedException {
        try {
            return client.discover(address, ANSWERS);
        } catch (AoeException e) {
            throw fault(e);
        }
    }

    /** Returns the first that answers for an address. */
    TargetConfig one(AoeAddress address, Duration deadline) throws InterruptedException {
        try {
            return client.config(address, deadline);
        } catch (AoeException e) {
            throw fault(e);
        }
    }

    /** Writes the volume's id where initiators look for it. */
    void name(AoeAddress address, VolumeId volume, Duration deadline) throws InterruptedException {
        try {
            client.rename(address, volume.value(), deadline);
        } catch (AoeException e) {
            throw fault(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    static DriverException fault(AoeException e) {
        return new DriverException(
                switch (e.kind()) {
                    case TIMEOUT, INTERFACE -> UNREACHABLE;
                    case BUSY -> BUSY;
                    default -> BROKEN;
                },
                String.valueOf(e.getMessage()),
                e);
    }
}
