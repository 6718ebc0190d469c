package io.nova.manager.image;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.protocol.CaptureAssignment;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A root disk on its way to become an image; it ends with the image's being pending.
 *
 * @param host that has the disk
 * @param rest whether the instance is shut down for it
 * @param since when it was asked for
 * @param copy what the host uploaded; empty: it has not yet
 */
record Capture(
        ImageId image,
        InstanceId instance,
        HostId host,
        boolean rest,
        Instant since,
        Optional<Copy> copy) {

    /** Found by this are all. */
    static final IndexEntry ALL = new IndexEntry("all", "");

    static final Kind<Capture> KIND = new Kind<>("image-capture", Capture.class, Capture::entries);

    /** The copy as its host digested it; where it lies follows from that. */
    record Copy(String sha256, long size) {}

    /** Found by this is what the host is to copy. */
    static IndexEntry on(HostId host) {
        return IndexEntry.of("host", host);
    }

    private Collection<IndexEntry> entries() {
        return copy.isEmpty() ? List.of(ALL, on(host)) : List.of(ALL);
    }

    Capture with(Copy uploaded) {
        return new Capture(image, instance, host, rest, since, Optional.of(uploaded));
    }

    CaptureAssignment assignment() {
        return new CaptureAssignment(image, instance, rest);
    }
}
