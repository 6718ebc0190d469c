package io.nova.manager.image;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.AlreadyExistsException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.image.Image;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.function.Consumer;

/** Enters new images: within the project's quota, and under a name of their own. */
final class ImageEntry {

    private final StateStore store;
    private final QuotaService quotas;

    ImageEntry(StateStore store, QuotaService quotas) {
        this.store = store;
        this.quotas = quotas;
    }

    /**
     * @param named whether its owner gave it its name, which then is unique
     * @param more adds to the transaction
     * @throws AlreadyExistsException if the name or the id is taken
     * @throws LimitExceededException if the project has too many
     * @throws UnavailableException if what was held for it was given up meanwhile
     * @throws NotFoundException if it needs a snapshot that is being deleted
     */
    void add(Image image, boolean named, Consumer<Tx.Builder> more) {
        long limit = quotas.limit(image.owner(), Quota.IMAGES);
        Tx.Builder tx =
                Tx.of("image/" + image.id())
                        .quota(Quota.IMAGES.scope(image.owner()), 1, limit)
                        .create(ImageKinds.IMAGE, image.id().value(), image);
        if (named) {
            ImageNames.take(tx, image);
        }
        SnapshotUse.take(tx, image);
        more.accept(tx);
        CommitResult result = Records.commit(store, tx.build());
        if (result instanceof CommitResult.QuotaExceeded full) {
            refuseDeleted(image, full.scope());
            if (!full.scope().equals(Quota.IMAGES.scope(image.owner()))) {
                // What was held for it was given up, since it took so long.
                throw new UnavailableException("image", "The request took too long; try again");
            }
            throw new LimitExceededException(
                    ResourceType.IMAGE,
                    "images",
                    "The project may have %d images at most; deregister some".formatted(limit));
        }
        if (!(result instanceof CommitResult.Ok)) {
            if (store.get(ImageKinds.IMAGE, image.id().value()).isPresent()) {
                throw new AlreadyExistsException(ResourceType.IMAGE, image.id());
            }
            throw taken(image);
        }
    }

    /**
     * @throws AlreadyExistsException if the name is taken, so that nothing need be made before
     */
    void requireFreeName(Image image) {
        if (ImageNames.isTaken(store, image)) {
            throw taken(image);
        }
    }

    private AlreadyExistsException taken(Image image) {
        return new AlreadyExistsException(
                ResourceType.IMAGE,
                image.name(),
                "The image name '%s' is already in use by the project's image %s"
                        .formatted(image.name(), ImageNames.owner(store, image)));
    }

    private static void refuseDeleted(Image image, String scope) {
        image.snapshots().stream()
                .filter(id -> SnapshotSources.images(id).equals(scope))
                .findFirst()
                .ifPresent(
                        id -> {
                            throw new NotFoundException(ResourceType.SNAPSHOT, id);
                        });
    }
}
