package io.nova.manager.image;

import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ServiceReads;
import io.nova.model.AccessDeniedException;
import io.nova.model.CloudException;
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
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what was registered once, whole: its digest, and what its header says. Repeated until it is
 * done or a day has passed, so that an image is never pending for ever.
 */
final class ImageReading {

    /** A store that does not give an image within a day will not be waited for. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private final StateStore store;
    private final Records<Image> records;
    private final Records<Pin> pins;
    private final ObjectService objects;
    private final Sources sources;
    private final BundleUnpacking bundles;
    private final OwnObjects own;
    private final ServiceCredential service;
    private final ServiceReads reads;
    private final Clock clock;
    private final IdSource ids;

    ImageReading(
            StateStore store,
            ObjectService objects,
            Sources sources,
            BundleUnpacking bundles,
            OwnObjects own,
            ServiceCredential service,
            ServiceReads reads,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, ImageKinds.IMAGE);
        this.pins = new Records<>(store, Pin.KIND);
        this.objects = objects;
        this.sources = sources;
        this.bundles = bundles;
        this.own = own;
        this.service = service;
        this.reads = reads;
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns the images that are to be read, and those of whose bundles something may be left. */
    List<ImageId> waiting() {
        Set<ImageId> waiting = new LinkedHashSet<>();
        records.each(ImageKinds.PENDING, rec -> waiting.add(rec.value().id()));
        pins.each(Pin.BUNDLE, rec -> waiting.add(rec.value().image()));
        return List.copyOf(waiting);
    }

    Outcome read(ImageId id) throws InterruptedException {
        Optional<Rec<Image>> rec = records.find(id.value());
        if (rec.isEmpty() || !ImageKinds.isToBeRead(rec.get().value())) {
            bundlePin(id).ifPresent(pin -> tidy(id));
            return Outcome.done();
        }
        Image image = rec.get().value();
        try {
            finish(image, ImageState.AVAILABLE, "", Optional.of(content(image)));
        } catch (DiskHeader.Refused refused) {
            fail(image, "The image cannot be used: " + refused.getMessage());
        } catch (NotFoundException | AccessDeniedException gone) {
            fail(image, "The object " + image.location() + " is not there any longer");
        } catch (CloudException e) {
            if (clock.instant().isBefore(image.createdAt().plus(PATIENCE))) {
                throw e;
            }
            fail(image, "The image could not be read within a day: " + e.getMessage());
        }
        return Outcome.done();
    }

    private ImageContent content(Image image) throws DiskHeader.Refused, InterruptedException {
        ImageLocation location = ImageLocation.parse(image.location());
        Pin pin =
                pins.find(image.id().value())
                        .map(Rec::value)
                        .orElseThrow(
                                () ->
                                        new DiskHeader.Refused(
                                                "it was registered with an earlier release of this"
                                                        + " cloud; register it again"));
        RequestContext registrant = service.onBehalf(image, pin.registrant());
        Source source = sources.reopen(registrant, location, pin);
        if (source.manifest().isEmpty()) {
            ImageContent content = ContentReader.read(image.type(), location, source.object());
            // Hosts read it with the service's key, as long as it is the one that was read.
            reads.allow(registrant, location.bucket(), location.key());
            return content;
        }
        ImageLocation made = bundles.unpack(image.id(), source);
        return ContentReader.read(
                image.type(),
                made,
                objects.get(service.context(image.id()), made.bucket(), made.key()));
    }

    private void fail(Image image, String reason) {
        finish(image, ImageState.FAILED, reason, Optional.empty());
    }

    /** Its tags may have changed meanwhile, or it was deregistered: then it stays so. */
    private void finish(
            Image image, ImageState state, String reason, Optional<ImageContent> content) {
        var unused =
                records.change(
                        image.id().value(),
                        () -> "image-read/" + ids.hex(16),
                        one ->
                                one.state() == ImageState.PENDING
                                        ? Optional.of(one.in(state, reason, content))
                                        : Optional.empty());
        if (Manifest.isAt(ImageLocation.parse(image.location()).key())) {
            tidy(image.id());
        }
    }

    private Optional<Rec<Pin>> bundlePin(ImageId id) {
        return pins.find(id.value()).filter(pin -> pin.value().isOfBundle());
    }

    /**
     * Removes what of a bundle's bytes is no image's, and its pin in the end: whoever dies before
     * that finds it again.
     */
    private void tidy(ImageId id) {
        // Another may have made it available meanwhile, of the same object; and of one that was
        // available hosts may have guests.
        boolean kept = records.find(id.value()).flatMap(one -> one.value().content()).isPresent();
        if (kept) {
            own.discardUploads(id);
        } else {
            own.discard(id);
        }
        bundlePin(id).ifPresent(this::forget);
    }

    private void forget(Rec<Pin> pin) {
        // Nobody changes one: what is not removed by this was removed by another.
        var unused =
                Records.commit(
                        store, Tx.of("image-pin/" + ids.hex(16)).delete(Pin.KIND, pin).build());
    }
}
