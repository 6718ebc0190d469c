package io.nova.spi.volume;

import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps volumes on one volume host and exports them to the hosts where their guests run. Beside it
 * the host may have drivers of other technologies: each sees its own volumes alone.
 *
 * <p>The volume agent is the only caller. It never calls twice at once for the same volume or
 * snapshot, and interrupts the thread when the deadline passes: drivers may block, and need no
 * locks per volume. No call takes as long as a volume is large: what would is cut into steps, and
 * each of them may be repeated.
 *
 * <p>Every command may be repeated. After a crash or a driver swap the agent cannot know whether
 * the earlier attempt took effect, so a command whose goal is already met succeeds and does
 * nothing. Volumes and exports belong to the host: they outlive the driver object and the JVM, and
 * a driver brings the exports back that a restart of the host ended.
 *
 * <p>The other side, on the host of the guest, is {@link VolumeConnector}. Abilities that not every
 * back end has, such as {@link VolumeSnapshots}, are interfaces of their own that a driver's
 * service is registered under beside this one.
 */
@ConsumerType
public interface VolumeDriver {

    /** Service property that names the driver, for example {@code aoe}. */
    String DRIVER_NAME = "driver.name";

    /**
     * Service property, a {@code Boolean}: whether only guests of the volumes' own host reach them.
     * Without it guests of other hosts do as well, through a connector of the same name there.
     */
    String LOCAL = "driver.local";

    /** Sizes and offsets are multiples of it. */
    int SECTOR = 512;

    /**
     * Makes a volume that reads as zeros, whatever its room held before.
     *
     * <p>Whatever is thrown, nothing stays behind.
     *
     * @throws DriverException {@code EXHAUSTED} if this host has no room; {@code BROKEN} if there
     *     is one of that id with another size, or the size is none
     */
    void create(VolumeSpec volume) throws InterruptedException;

    /**
     * Writes a range of a volume that is not exported, as when it is restored from a snapshot or an
     * image; durable when it returns. If it fails, the range may hold a part of it.
     *
     * @param content has at least {@code length} bytes; read in the calling thread and not closed
     * @throws IOException what {@code content} threw, or that it ended early
     * @throws DriverException {@code BROKEN} if there is no such volume or range; {@code BUSY} if
     *     it is exported
     */
    void fill(VolumeId volume, long offset, long length, InputStream content)
            throws IOException, InterruptedException;

    /**
     * Makes a volume larger; also while it is exported and in use. What is new reads as zeros.
     *
     * @throws DriverException {@code EXHAUSTED} if this host has no room; {@code BROKEN} if there
     *     is no such volume or it is larger already. The volume is as before
     */
    void resize(VolumeId volume, long bytes) throws InterruptedException;

    /**
     * Removes a volume so that nobody can ever read what it held, not even from the raw store. From
     * the first call on it can be neither exported nor filled.
     *
     * @return whether it is gone; if not, there is more to wipe, and the agent calls again. An
     *     unknown volume is gone
     * @throws DriverException {@code BUSY} while it is exported or has snapshots on this host
     */
    boolean delete(VolumeId volume) throws InterruptedException;

    /** Lists the volumes that the host really has, half-deleted ones included. */
    Collection<Volume> volumes() throws InterruptedException;

    /**
     * Lets exactly these hosts connect to the volume. One who may no longer is cut off before this
     * returns: whatever it still sends is not written.
     *
     * @param initiators as the connectors of the hosts name them; not empty. More than one only
     *     while a guest moves
     * @return where it is; the same for the same volume until it is no longer exported
     * @throws DriverException {@code BROKEN} if there is no such volume; {@code BUSY} if it is
     *     being deleted
     */
    VolumeExport export(VolumeId volume, Set<Initiator> initiators) throws InterruptedException;

    /**
     * Ends the export: nobody can read or write the volume any longer when this returns, also not a
     * host that is lost. Everything that was acknowledged is durable. An unknown volume, or one
     * that is not exported, is a success.
     */
    void unexport(VolumeId volume) throws InterruptedException;

    /** Reports how much room there is. */
    VolumeCapacity capacity() throws InterruptedException;
}
