package io.nova.manager.image;

import io.nova.api.volume.SnapshotSources;
import io.nova.model.image.Image;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.image.ImageState;
import io.nova.spi.state.Tx;

/** That a snapshot stays as long as there is an image of it, unless that one failed. */
final class SnapshotUse {

    private SnapshotUse() {}

    /** The image is entered; the transaction fails if the snapshot is being deleted. */
    static void take(Tx.Builder tx, ImageSnapshot snapshot) {
        tx.quota(SnapshotSources.images(snapshot.id()), 1, SnapshotSources.MOST_IMAGES);
    }

    /** The image, which is this until now, fails or is deregistered. */
    static void give(Tx.Builder tx, Image image) {
        if (image.state() != ImageState.FAILED) {
            image.sourceSnapshot()
                    .ifPresent(of -> tx.quota(SnapshotSources.images(of.id()), -1, Long.MAX_VALUE));
        }
    }
}
