package io.nova.manager.image;

import io.nova.model.AccessDeniedException;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Images as their owners change them; nobody else does, however public they are. */
final class OwnedImages {

    private final Records<Image> records;
    private final IdSource ids;

    OwnedImages(Records<Image> records, IdSource ids) {
        this.records = records;
        this.ids = ids;
    }

    /**
     * @throws NotFoundException if there is none that the project may launch
     * @throws AccessDeniedException if it is another project's
     */
    Rec<Image> get(RequestContext context, ImageId id) {
        Rec<Image> rec = records.find(id.value()).orElseThrow(() -> notFound(id));
        check(context, rec.value());
        return rec;
    }

    /** Changes it in one transaction, and decides again after a lost race. */
    void change(RequestContext context, ImageId id, UnaryOperator<Image> change) {
        Optional<Image> changed =
                records.change(
                        id.value(),
                        () -> "image-change/" + ids.hex(16),
                        image -> {
                            check(context, image);
                            return Optional.of(change.apply(image));
                        });
        if (changed.isEmpty()) {
            throw notFound(id);
        }
    }

    private static void check(RequestContext context, Image image) {
        if (image.state() == ImageState.DEREGISTERED || !image.launchableBy(context.project())) {
            throw notFound(image.id());
        }
        if (!image.owner().equals(context.project())) {
            throw new AccessDeniedException(
                    ResourceType.IMAGE,
                    image.id(),
                    "Not authorized for image:%s; only its owner changes it".formatted(image.id()));
        }
    }

    private static NotFoundException notFound(ImageId id) {
        return new NotFoundException(ResourceType.IMAGE, id);
    }
}
