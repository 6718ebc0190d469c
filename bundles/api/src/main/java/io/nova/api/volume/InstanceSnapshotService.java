package io.nova.api.volume;

import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import io.nova.model.volume.BlockDevice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The snapshots of an instance's volumes that become an image, for who makes images. Its callers
 * have asked the authorizer, and none of the methods waits for a host.
 *
 * <p>The snapshots are there before their image: {@link #hold} makes them, {@code pending} and not
 * begun, and keeps one use of the quota scope {@link #held}. The transaction that makes the image
 * gives that use back; with that they are the image's. Whoever finds after some minutes that it is
 * still used gives it back in the transaction that removes the snapshots, so that only one of the
 * two can be. No crash leaves snapshots without an image or an image without its snapshots.
 */
@ProviderType
public interface InstanceSnapshotService {

    /** Returns the scope of which an image that was not committed yet holds one. */
    static String held(ImageId image) {
        return "image-snapshots/" + image;
    }

    /**
     * How far some snapshots are.
     *
     * @param complete whether all of them are
     * @param failure why one of them never will be; empty if that is not so
     */
    record Progress(boolean complete, String failure) {

        public static final Progress PENDING = new Progress(false, "");
        public static final Progress COMPLETE = new Progress(true, "");

        public static Progress failed(String why) {
            return new Progress(false, why);
        }

        /** Tells whether the bytes of their volumes are kept, as far as they ever will be. */
        public boolean settled() {
            return complete || !failure.isEmpty();
        }
    }

    /**
     * Returns what volumes an instance has, in the order of their devices: each as its owner asked
     * for it, of no snapshot. Those on their way from it are not.
     */
    List<BlockDevice> volumes(ProjectId project, InstanceId instance);

    /**
     * Makes a snapshot of each of these volumes of an instance, all of them or none.
     *
     * @param devices by name
     * @param image that is about to be committed
     * @return the snapshots by the names of the devices
     * @throws io.nova.model.IncorrectStateException if the instance has not one of the devices any
     *     longer, or its volume is not there yet
     * @throws io.nova.model.LimitExceededException if the quota does not allow it
     */
    Map<String, SnapshotId> hold(
            ProjectId project,
            ImageId image,
            InstanceId instance,
            Set<String> devices,
            Map<String, String> tags);

    /** Removes the snapshots of an image that is not committed; nothing if it is. */
    void release(ImageId image);

    /** Has the hosts make the snapshots from now on. Repeated: no change. */
    void begin(Collection<SnapshotId> snapshots);

    /** Tells how far the snapshots are; complete if there are none. */
    Progress progress(Collection<SnapshotId> snapshots);

    /**
     * Removes the snapshots of an image that there will not be. One of which another image is, or a
     * volume is being made, stays. Repeated: no change.
     */
    void drop(Collection<SnapshotId> snapshots);
}
