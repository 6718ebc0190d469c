package io.nova.blockstore;

import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeExport;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How a technology lets hosts reach the volumes of a {@link BlockStore}: what is special about a
 * driver.
 *
 * <p>Who may connect to what is in records, which the store keeps beside the volumes: written
 * before anything is exported, deleted before anything is ended. Exports belong to the host and
 * outlive the JVM; what is there is found again, and brought to what the records say.
 *
 * <p>All commands may be repeated, and may be interrupted. They are called by one thread at a time
 * for a store, also while two drivers of it are in the JVM; {@link #terms} too, the others at any
 * time.
 */
@ConsumerType
public interface VolumeExports {

    /**
     * Chooses on which terms a volume is exported that is not exported yet; a crash may come before
     * they are kept.
     *
     * @param others that are exported
     * @throws DriverException {@code EXHAUSTED} if there is no address left
     */
    ExportTerms terms(VolumeId volume, Collection<Export> others) throws InterruptedException;

    /**
     * Describes an export for the connectors; the same for the same terms. It is asked before the
     * export is kept.
     *
     * @throws DriverException {@code BROKEN} if initiators are none of this technology
     */
    VolumeExport describe(Export export);

    /**
     * Lets exactly those connect whom it names, at the size that it has; others are cut off first:
     * whatever they still send is not written. Returns when it can be connected to.
     */
    void ensure(Export export) throws InterruptedException;

    /**
     * Cuts everybody off; nothing is written when this returns, and everything that was
     * acknowledged is in the file. A volume that is not exported is a success.
     */
    void end(VolumeId volume) throws InterruptedException;

    /** Brings back what ended by itself; called twice a second, with all exports. */
    void revive(Collection<Export> exports) throws InterruptedException;

    /** Ends whatever no record asks for; called every few seconds, with all exports. */
    void sweep(Collection<Export> exports) throws InterruptedException;

    /** Returns the processes that write to a volume: they stand still while it is copied. */
    List<Found> writers(VolumeId volume);

    /** Returns the processes that write to any volume of the store. */
    List<Found> writers();
}
