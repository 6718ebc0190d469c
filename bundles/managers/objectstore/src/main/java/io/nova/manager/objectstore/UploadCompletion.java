package io.nova.manager.objectstore;

import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.UploadRef;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes an object of an upload's parts: seals the upload, so that no part comes unseen, and then
 * puts the object in its place.
 */
final class UploadCompletion {

    private final StateStore store;
    private final Ledger ledger;
    private final UploadLookup lookup;
    private final ObjectCommit commits;
    private final Clock clock;
    private final long minPart;

    /**
     * @param minPart bytes that every part but the last must have
     */
    UploadCompletion(
            StateStore store,
            Ledger ledger,
            UploadLookup lookup,
            ObjectCommit commits,
            Clock clock,
            long minPart) {
        this.store = store;
        this.ledger = ledger;
        this.lookup = lookup;
        this.commits = commits;
        this.clock = clock;
        this.minPart = minPart;
    }

    /**
     * Tries once.
     *
     * @return the object; empty if another change of the upload or of the object came first
     * @throws NotFoundException if there is no such upload, and no object was made of it
     */
    Optional<ObjectInfo> attempt(Bucket bucket, UploadRef ref, CompleteUpload request) {
        Optional<Rec<StoredUpload>> found = lookup.find(bucket, ref);
        if (found.isEmpty()) {
            // The answer to an earlier request may have been lost.
            return Optional.of(completed(bucket, ref).orElseThrow(() -> UploadLookup.missing(ref)));
        }
        Rec<StoredUpload> open = found.get();
        StoredUpload sealed = open.value().withSealed(true);
        Optional<CommitResult.Ok> seal =
                ledger.commit(ledger.begin().update(Kinds.UPLOAD, open, sealed));
        if (seal.isEmpty()) {
            return Optional.empty();
        }
        // From here on a part that comes changes the upload's record, and the commit below fails.
        Rec<StoredUpload> upload = new Rec<>(open.id(), sealed, seal.get().seq());
        Map<Integer, PartInfo> there = parts(ref.id());
        Claims claims = new Claims(upload.value().info(), request);
        claims.checkMode();
        claims.checkParts();
        PartList parts = PartList.of(request.parts(), there, minPart);
        StoredObject fresh = object(bucket, upload.value().info(), parts);
        claims.checkWhole(fresh.info());
        Optional<Trash> rest =
                parts.count() == there.size()
                        ? Optional.empty()
                        : Optional.of(
                                Trash.ofUpload(ref.id(), parts.numbers().text(), clock.instant()));
        ObjectChange change = commits.begin(commits.sameBucket(ref.bucket(), bucket.handle()));
        change.draft().rely(Kinds.UPLOAD, upload);
        change.draft().remove(Kinds.UPLOAD, upload.id());
        rest.ifPresent(change::discard);
        return commits.replace(change, fresh, request.condition()).map(StoredObject::info);
    }

    /** Finds the object that an upload became, whether it is still the latest or not. */
    private Optional<ObjectInfo> completed(Bucket bucket, UploadRef ref) {
        if (!UploadLookup.isId(ref.id())) {
            return Optional.empty();
        }
        IndexEntry content = Kinds.ofContent(ref.id());
        Stream<StoredObject> latest =
                ledger.object(bucket, ref.key()).map(Rec::value).stream()
                        .filter(object -> object.content().upload().equals(Optional.of(ref.id())));
        Stream<StoredObject> older =
                store.query(Kinds.VERSION, content, "", StateStore.MAX_PAGE).items().stream()
                        .map(Rec::value)
                        .filter(version -> version.bucket().equals(bucket.handle()))
                        .filter(version -> version.key().equals(ref.key()))
                        .flatMap(version -> version.object().stream());
        return Stream.concat(latest, older).map(object -> object.told(bucket)).findFirst();
    }

    private StoredObject object(Bucket bucket, UploadInfo upload, PartList parts) {
        ProjectId owner = Ownerships.ofWritten(upload.owner(), bucket, upload.acl());
        ObjectInfo info =
                ObjectInfo.of(upload.key(), owner)
                        .bytes(parts.size(), parts.etag())
                        .modified(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .headers(upload.headers())
                        .acl(AclRules.ofUploaded(bucket, upload.owner(), owner, upload.acl()))
                        .tags(upload.tags().orElse(TagSet.NONE))
                        .checksum(parts.checksum(upload))
                        .parts(parts.count())
                        .build();
        return new StoredObject(
                bucket.handle(), info, Content.of(upload.id(), parts.numbers(), parts.partSize()));
    }

    private Map<Integer, PartInfo> parts(String upload) {
        Map<Integer, PartInfo> parts = new HashMap<>();
        new Records<>(store, Kinds.PART)
                .each(
                        Kinds.ofUpload(upload),
                        rec -> parts.put(rec.value().info().number(), rec.value().info()));
        return parts;
    }
}
