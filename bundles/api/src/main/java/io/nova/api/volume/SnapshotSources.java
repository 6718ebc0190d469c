package io.nova.api.volume;

import io.nova.model.HostId;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import org.osgi.annotation.versioning.ProviderType;

/** Snapshots as those know them who make images of them. */
@ProviderType
public interface SnapshotSources {

    /** How many images there may be of a snapshot. */
    long MOST_IMAGES = 1_000_000;

    /**
     * Returns a complete snapshot of the caller's project.
     *
     * @throws io.nova.model.NotFoundException if the project has none of that id
     * @throws io.nova.model.IncorrectStateException if it is not complete
     */
    Source source(RequestContext context, SnapshotId snapshot);

    /**
     * Returns the quota scope that counts the images of the snapshot. Whoever commits an image
     * takes one of {@link #MOST_IMAGES} in the same transaction, and gives it back when the image
     * goes: a snapshot that has images cannot be deleted, and one that is being deleted has none
     * left.
     */
    static String images(SnapshotId snapshot) {
        return "snapshot/" + snapshot + "/images";
    }

    /**
     * A snapshot's bytes.
     *
     * @param host that keeps them
     * @param gib how many
     */
    record Source(SnapshotId snapshot, HostId host, int gib) {}
}
