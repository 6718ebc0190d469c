package io.nova.manager.image;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.InstanceSnapshotService.Progress;
import io.nova.model.AccessDeniedException;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.reconcile.Outcome;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends captures: reads the copy that arrived, gives up the one that does not come, and forgets the
 * one whose image was deregistered. Image and capture change in one transaction, but for one with
 * volumes that fails: its image fails first, and the capture is forgotten when nothing is left of
 * their snapshots.
 */
final class CaptureEnds {

    /** A host that is away for longer leaves its owner without an image, and with the reason. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private static final Duration GLANCE = Duration.ofSeconds(2);
    private static final Outcome LOST_RACE = Outcome.retry("it was changed meanwhile");
    private static final int MOST_WORDS = 500;

    private final StateStore store;
    private final Records<Capture> captures;
    private final Records<Image> images;
    private final ObjectService objects;
    private final ImageBucket bucket;
    private final InstanceSnapshotService snapshots;
    private final Clock clock;
    private final IdSource ids;

    CaptureEnds(
            StateStore store,
            ObjectService objects,
            ImageBucket bucket,
            InstanceSnapshotService snapshots,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.captures = new Records<>(store, Capture.KIND);
        this.images = new Records<>(store, ImageKinds.IMAGE);
        this.objects = objects;
        this.bucket = bucket;
        this.snapshots = snapshots;
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns where a copy lies. */
    static ImageLocation place(BucketName bucket, ImageId image, String sha256) {
        return new ImageLocation(bucket, new ObjectKey(image + "/" + sha256));
    }

    Outcome look(ImageId id) throws InterruptedException {
        Optional<Rec<Capture>> found = captures.find(id.value());
        if (found.isEmpty()) {
            return Outcome.done();
        }
        Rec<Capture> rec = found.get();
        Optional<Rec<Image>> image = pending(id);
        if (image.isEmpty()) {
            return forget(rec);
        }
        Capture capture = rec.value();
        if (capture.copy().isEmpty()) {
            return clock.instant().isBefore(capture.since().plus(PATIENCE))
                    ? Outcome.done()
                    : fail(
                            rec,
                            "The host %s did not copy the disk within a day"
                                    .formatted(capture.host()));
        }
        // Its host has asked for that, unless it is one that knows no volumes.
        snapshots.begin(capture.of().volumes());
        Progress volumes = snapshots.progress(capture.of().volumes());
        if (!volumes.failure().isEmpty()) {
            return fail(rec, volumes.failure());
        }
        if (!volumes.complete()) {
            return clock.instant().isBefore(capture.since().plus(PATIENCE))
                    ? Outcome.again(GLANCE)
                    : fail(rec, "The volumes were not kept within a day");
        }
        try {
            return end(rec, ImageState.AVAILABLE, "", Optional.of(content(capture)));
        } catch (DiskHeader.Refused refused) {
            return fail(rec, "The copy of the disk cannot be used: " + refused.getMessage());
        } catch (NotFoundException | AccessDeniedException gone) {
            return fail(rec, "The copy of the disk did not arrive");
        }
    }

    private ImageContent content(Capture capture) throws DiskHeader.Refused, InterruptedException {
        Capture.Copy copy = capture.copy().orElseThrow();
        RequestContext context = bucket.context(capture.image().value());
        ImageLocation place = place(bucket.name(), capture.image(), copy.sha256());
        ImageContent content =
                ContentReader.read(
                        ImageType.MACHINE,
                        place,
                        objects.get(context, place.bucket(), place.key()));
        if (!content.sha256().equals(copy.sha256()) || content.size() != copy.size()) {
            throw new DiskHeader.Refused("other bytes arrived than its host sent");
        }
        return content;
    }

    /** There will be no image. */
    Outcome fail(Rec<Capture> capture, String why) {
        String reason = why.length() > MOST_WORDS ? why.substring(0, MOST_WORDS) : why;
        return end(capture, ImageState.FAILED, reason, Optional.empty());
    }

    private Outcome end(
            Rec<Capture> capture, ImageState state, String why, Optional<ImageContent> content) {
        Optional<Rec<Image>> image = pending(capture.value().image());
        if (image.isEmpty()) {
            return forget(capture);
        }
        discard(capture.value().image(), content.map(ImageContent::key));
        Tx.Builder tx =
                Tx.of("image-captured/" + ids.hex(16))
                        .update(
                                ImageKinds.IMAGE,
                                image.get(),
                                image.get().value().in(state, why, content));
        boolean failed = state == ImageState.FAILED;
        if (failed) {
            SnapshotUse.give(tx, image.get().value());
        }
        if (!failed || capture.value().of().volumes().isEmpty()) {
            return outcome(tx.delete(Capture.KIND, capture).build());
        }
        // Only then can they go; whoever dies here finds the capture, and no pending image.
        return Records.commit(store, tx.build()) instanceof CommitResult.Ok
                ? forget(capture)
                : LOST_RACE;
    }

    /** There is, or will be, no such image. */
    private Outcome forget(Rec<Capture> capture) {
        snapshots.drop(capture.value().of().volumes());
        discard(capture.value().image(), Optional.empty());
        return outcome(
                Tx.of("image-captured/" + ids.hex(16)).delete(Capture.KIND, capture).build());
    }

    private Outcome outcome(Tx tx) {
        // A lost race is looked at again: with what is there then.
        return Records.commit(store, tx) instanceof CommitResult.Ok ? Outcome.done() : LOST_RACE;
    }

    private Optional<Rec<Image>> pending(ImageId id) {
        return images.find(id.value()).filter(one -> one.value().state() == ImageState.PENDING);
    }

    /** Removes copies, but one: of a host that began anew there may be several. */
    private void discard(ImageId image, Optional<String> kept) {
        RequestContext context = bucket.context(image.value());
        BucketName own = bucket.name();
        try {
            for (ObjectInfo copy :
                    objects.list(context, own, new ListQuery(image + "/", "", "", 1000))
                            .objects()) {
                if (!kept.equals(Optional.of(copy.key().value()))) {
                    objects.delete(context, own, copy.key(), DeleteRequest.PLAIN);
                }
            }
        } catch (NotFoundException e) {
            // Not even the bucket is there.
        }
    }
}
