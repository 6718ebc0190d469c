package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.AccessDeniedException;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.reconcile.Outcome;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads a registered object once, whole: its digest, and what its header says. Repeated until it is
 * done, so that an image is never pending for ever.
 */
final class ImageReading {

    private final Records<Image> records;
    private final ContentReader reader;
    private final BundleUnpacking bundles;
    private final CallerResolver callers;
    private final IdSource ids;

    ImageReading(
            StateStore store,
            ObjectService objects,
            BundleUnpacking bundles,
            CallerResolver callers,
            IdSource ids) {
        this.bundles = bundles;
        this.records = new Records<>(store, ImageKinds.IMAGE);
        this.reader = new ContentReader(objects);
        this.callers = callers;
        this.ids = ids;
    }

    Outcome read(ImageId id) throws InterruptedException {
        Optional<Rec<Image>> rec = records.find(id.value());
        if (rec.isEmpty() || rec.get().value().state() != ImageState.PENDING) {
            return Outcome.done();
        }
        Image image = rec.get().value();
        try {
            ImageContent content = content(image);
            finish(image, one -> one.in(ImageState.AVAILABLE, "", Optional.of(content)));
        } catch (DiskHeader.Refused refused) {
            fail(image, "The image cannot be used: " + refused.getMessage());
        } catch (NotFoundException | AccessDeniedException gone) {
            fail(image, "The object " + image.location() + " is not there any longer");
        }
        return Outcome.done();
    }

    private void fail(Image image, String reason) {
        finish(image, one -> one.in(ImageState.FAILED, reason, Optional.empty()));
    }

    /** Its tags may have changed meanwhile, or it was deregistered: then it stays so. */
    private void finish(Image image, UnaryOperator<Image> next) {
        Optional<Image> now =
                records.change(
                        image.id().value(),
                        () -> "image-read/" + ids.hex(16),
                        one ->
                                one.state() == ImageState.PENDING
                                        ? Optional.of(next.apply(one))
                                        : Optional.empty());
        if (now.filter(one -> one.state() == ImageState.AVAILABLE).isEmpty()) {
            bundles.discard(image);
        }
    }

    private ImageContent content(Image image) throws DiskHeader.Refused, InterruptedException {
        ImageLocation location = ImageLocation.parse(image.location());
        RequestContext context = new RequestContext("image-" + image.id(), callers.operator());
        if (Manifest.isAt(location.key())) {
            location = bundles.unpack(context, image.id(), location);
        }
        return reader.read(context, image.type(), location);
    }
}
