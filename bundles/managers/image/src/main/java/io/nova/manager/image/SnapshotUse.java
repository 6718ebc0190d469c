package io.nova.manager.image;

import io.nova.api.volume.SnapshotSources;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.Tx;

/** That a snapshot stays as long as an image needs it, unless that is a copy that failed. */
final class SnapshotUse {

    private SnapshotUse() {}

    /** The image is entered; the transaction fails if a snapshot is being deleted. */
    static void take(Tx.Builder tx, Image image) {
        image.snapshots()
                .forEach(
                        id -> tx.quota(SnapshotSources.images(id), 1, SnapshotSources.MOST_IMAGES));
    }

    /** The image, which is this until now, fails as a copy or is deregistered. */
    static void give(Tx.Builder tx, Image image) {
        if (isHeld(image)) {
            image.snapshots()
                    .forEach(id -> tx.quota(SnapshotSources.images(id), -1, Long.MAX_VALUE));
        }
    }

    /** Tells whether the image still has its snapshots. */
    static boolean isHeld(Image image) {
        boolean copy = image.sourceInstance().isPresent() || image.sourceSnapshot().isPresent();
        // A copy gave them when it failed.
        return image.state() != ImageState.DEREGISTERED
                && (image.state() != ImageState.FAILED || !copy);
    }
}
