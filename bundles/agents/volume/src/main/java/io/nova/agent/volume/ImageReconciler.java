package io.nova.agent.volume;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.SnapshotId;
import io.nova.model.UnavailableException;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.ImageUplink;
import io.nova.protocol.SnapshotCopy;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.Reconciler;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Uploads snapshots that are to become images. What it is asked for it knows from the managers
 * alone: after a restart it begins anew, and what it did twice is the same.
 */
final class ImageReconciler implements Reconciler<ImageId> {

    /** How often a driver may fail before the image does. */
    private static final int ATTEMPTS = 3;

    private final HostId host;
    private final Readers readers;
    private final ImageUplink uplink;
    private final Map<ImageId, SnapshotCopy> asked = new HashMap<>();
    private final Map<ImageId, Integer> failures = new HashMap<>();

    /** Finds who reads a snapshot. */
    interface Readers {
        SnapshotReader of(SnapshotId snapshot) throws InterruptedException;
    }

    ImageReconciler(HostId host, Readers readers, ImageUplink uplink) {
        this.host = host;
        this.readers = readers;
        this.uplink = uplink;
    }

    /** Asks what is to be uploaded. */
    Outcome ask(Consumer<ImageId> wake) throws InterruptedException {
        List<SnapshotCopy> copies;
        try {
            copies = uplink.call(ImageProtocol.SNAPSHOTS, new CapturesRequest(host)).copies();
        } catch (DriverException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        synchronized (this) {
            asked.clear();
            copies.forEach(one -> asked.put(one.image(), one));
            failures.keySet().retainAll(asked.keySet());
        }
        copies.forEach(one -> wake.accept(one.image()));
        return Outcome.done();
    }

    synchronized Collection<ImageId> images() {
        return List.copyOf(asked.keySet());
    }

    private synchronized Optional<SnapshotCopy> find(ImageId image) {
        return Optional.ofNullable(asked.get(image));
    }

    @Override
    public Outcome reconcile(ImageId image) throws InterruptedException {
        Optional<SnapshotCopy> found = find(image);
        if (found.isEmpty()) {
            return Outcome.done();
        }
        SnapshotCopy copy = found.get();
        try {
            SnapshotReader reader = readers.of(copy.snapshot());
            uplink.send(image, SnapshotDisk.of(reader, copy.snapshot(), copy.bytes()));
        } catch (DriverException fault) {
            return failed(image, fault);
        } catch (UnavailableException | UncheckedIOException fault) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        end(image);
        return Outcome.done();
    }

    private Outcome failed(ImageId image, DriverException fault) throws InterruptedException {
        boolean passes =
                fault.kind() == DriverException.Kind.BUSY
                        || fault.kind() == DriverException.Kind.UNREACHABLE;
        if (passes || count(image) < ATTEMPTS) {
            return Outcome.retry(String.valueOf(fault.getMessage()));
        }
        try {
            uplink.failed(image, "The snapshot was not copied: " + VolumeReconciler.words(fault));
        } catch (DriverException unheard) {
            return Outcome.retry(String.valueOf(unheard.getMessage()));
        }
        end(image);
        return Outcome.done();
    }

    private synchronized int count(ImageId image) {
        return failures.merge(image, 1, Integer::sum);
    }

    private synchronized void end(ImageId image) {
        asked.remove(image);
        failures.remove(image);
    }
}
