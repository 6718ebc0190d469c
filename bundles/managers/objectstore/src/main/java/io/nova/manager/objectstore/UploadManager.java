package io.nova.manager.objectstore;

import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.AccessDeniedException;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.CloudException;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.UploadInfo;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps uploads in parts. */
@Component(configurationPid = ObjectStoreConfig.PID)
public final class UploadManager implements UploadService {

    private final StateStore store;
    private final BlobGateway blobs;
    private final ObjectService objects;
    private final Collector collector;
    private final Ledger ledger;
    private final ObjectCommit commits;
    private final S3Access access;
    private final Clock clock;
    private final IdSource ids;
    private final long minPart;

    @Activate
    public UploadManager(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference ObjectService objects,
            @Reference Collector collector,
            @Reference S3Access access,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(
                store,
                blobs,
                objects,
                collector,
                access,
                clock,
                ids,
                (long)
                                SettingsFile.of(ObjectStoreConfig.PID)
                                        .atLeast("minPartKib", config::minPartKib, 0)
                        << 10);
    }

    UploadManager(
            StateStore store,
            BlobGateway blobs,
            ObjectService objects,
            Collector collector,
            S3Access access,
            Clock clock,
            IdSource ids,
            long minPart) {
        this.store = store;
        this.blobs = blobs;
        this.objects = objects;
        this.collector = collector;
        this.ledger = new Ledger(store, ids);
        this.commits = new ObjectCommit(ledger, collector, clock, ids);
        this.ids = ids;
        this.access = access;
        this.clock = clock;
        this.minPart = minPart;
    }

    @Override
    public UploadInfo begin(
            RequestContext context, BucketName name, ObjectKey key, BeginUpload request) {
        return ledger.untilCommitted(
                ResourceType.BUCKET,
                name,
                () -> {
                    Rec<Bucket> rec = ledger.bucket(name);
                    Bucket bucket = rec.value();
                    access.require(AccessRequest.of(context, "s3:PutObject", rec).of(key));
                    new Lookup(ledger, access).requireTags(context, rec, key, request.tags());
                    ProjectId writer = writer(context.caller());
                    ProjectId owner = Ownerships.ofWritten(writer, bucket, request.acl());
                    Acl grants = AclRules.ofWritten(bucket, owner, request.acl());
                    UploadInfo info =
                            new UploadInfo(
                                    ledger.newId(),
                                    key,
                                    writer,
                                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                    request.headers(),
                                    grants,
                                    request.checksum(),
                                    request.composite(),
                                    request.tags().unlessEmpty());
                    String id = Kinds.uploadId(bucket.handle(), key.value(), info.id());
                    StoredUpload upload = new StoredUpload(bucket.handle(), info, false);
                    Tx.Builder tx = ledger.begin().create(Kinds.UPLOAD, id, upload);
                    Ledger.hold(tx, rec);
                    return ledger.commit(tx).map(ok -> info);
                });
    }

    @Override
    public PartInfo putPart(RequestContext context, UploadRef ref, int number, ObjectBody body)
            throws IOException {
        if (number < 1 || number > PartInfo.MAX_NUMBER) {
            throw new InvalidParameterException(
                    Problem.BAD_VALUE,
                    "partNumber",
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
        Rec<StoredUpload> upload = require(context, ref, "s3:PutObject");
        Optional<ChecksumAlgorithm> algorithm = upload.value().info().checksum();
        requireSame(algorithm, body.algorithm());
        SummingStream stream = new SummingStream(body, algorithm);
        BlobInfo blob = blobs.write(stream, ObjectStoreDriver.UNKNOWN);
        PartInfo info =
                new PartInfo(
                        number,
                        blob.size(),
                        stream.etag(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        stream.checksum());
        StoredPart part = new StoredPart(ref.id(), blob.id(), info);
        try {
            ledger.untilCommitted(
                    ResourceType.UPLOAD, ref.id(), () -> keepPart(upload.id(), ref, part));
            return info;
        } catch (UnavailableException e) {
            // Nobody knows whether the record is there: the collector will see.
            throw e;
        } catch (CloudException e) {
            blobs.discard(blob.id());
            throw e;
        }
    }

    /** The sums of parts by several algorithms make none of the whole. */
    private static void requireSame(
            Optional<ChecksumAlgorithm> expected, Optional<ChecksumAlgorithm> actual) {
        if (expected.isPresent() && actual.isPresent() && !expected.equals(actual)) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    "Checksum",
                    ("Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum"
                                    + " Type: %s")
                            .formatted(word(expected.get()), word(actual.get())));
        }
    }

    private static String word(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private Optional<CommitResult.Ok> keepPart(String uploadId, UploadRef ref, StoredPart part) {
        Rec<StoredUpload> upload =
                store.get(Kinds.UPLOAD, uploadId).orElseThrow(() -> noUpload(ref));
        String id = Kinds.partId(ref.id(), part.info().number());
        Optional<Rec<StoredPart>> old = store.get(Kinds.PART, id);
        Optional<Trash> trash = old.map(rec -> Trash.of(rec.value().blob(), clock.instant()));
        String trashId = trash.map(what -> what.id(ids.hex(8))).orElse("");
        Tx.Builder tx = ledger.begin();
        if (upload.value().sealed()) {
            tx.update(Kinds.UPLOAD, upload, upload.value().withSealed(false));
        } else {
            tx.expect(Kinds.UPLOAD, upload.id(), upload.version());
        }
        if (old.isPresent()) {
            tx.update(Kinds.PART, old.get(), part);
            tx.create(Kinds.TRASH, trashId, trash.orElseThrow());
        } else {
            tx.create(Kinds.PART, id, part);
        }
        Optional<CommitResult.Ok> result = ledger.commit(tx);
        result.ifPresent(ok -> trash.ifPresent(what -> collector.wake(trashId)));
        return result;
    }

    @Override
    public PartInfo copyPart(
            RequestContext context,
            UploadRef ref,
            int number,
            CopyRequest source,
            Optional<ObjectContent.Range> range) {
        ObjectContent content =
                objects.get(
                        context,
                        source.bucket(),
                        source.key(),
                        source.version(),
                        ObjectView.CONTENT);
        source.check().accept(content.info());
        long size = content.info().size();
        ObjectContent.Range part = range.orElse(new ObjectContent.Range(0, size));
        if (part.offset() + part.length() > size) {
            throw new InvalidParameterException(
                    Problem.BAD_VALUE,
                    "CopySourceRange",
                    "Range specified is not valid for source object of size: " + size);
        }
        try (ObjectReader reader = content.open(part.offset(), part.length())) {
            return putPart(context, ref, number, ObjectBody.of(new ReaderStream(reader)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ObjectInfo complete(RequestContext context, UploadRef ref, CompleteUpload request) {
        Bucket bucket = writable(context, ref, "s3:PutObject");
        return ledger.untilCommitted(
                ResourceType.UPLOAD, ref.id(), () -> tryComplete(bucket, ref, request));
    }

    private Optional<ObjectInfo> tryComplete(Bucket bucket, UploadRef ref, CompleteUpload request) {
        Optional<Rec<StoredUpload>> found = find(bucket, ref);
        if (found.isEmpty()) {
            // The answer to an earlier request may have been lost.
            return Optional.of(completed(bucket, ref).orElseThrow(() -> noUpload(ref)));
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
        if (!isId(ref.id())) {
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

    private static ProjectId writer(Caller caller) {
        if (Anonymous.is(caller)) {
            throw new AccessDeniedException(
                    "s3:PutObject",
                    "Anonymous users cannot initiate multipart uploads. Please authenticate.");
        }
        return caller.project();
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

    @Override
    public void abort(RequestContext context, UploadRef ref) {
        Bucket bucket = writable(context, ref, "s3:AbortMultipartUpload");
        ledger.untilCommitted(
                ResourceType.UPLOAD,
                ref.id(),
                () -> {
                    Rec<StoredUpload> upload = upload(bucket, ref);
                    Trash trash = Trash.ofUpload(ref.id(), "", clock.instant());
                    String trashId = trash.id(ids.hex(8));
                    Tx.Builder tx =
                            ledger.begin()
                                    .delete(Kinds.UPLOAD, upload)
                                    .create(Kinds.TRASH, trashId, trash);
                    Optional<CommitResult.Ok> result = ledger.commit(tx);
                    result.ifPresent(ok -> collector.wake(trashId));
                    return result;
                });
    }

    @Override
    public UploadInfo get(RequestContext context, UploadRef ref) {
        return require(context, ref, "s3:ListMultipartUploadParts").value().info();
    }

    @Override
    public Page<PartInfo> listParts(RequestContext context, UploadRef ref, int after, int limit) {
        get(context, ref);
        return store.query(
                        Kinds.PART, Kinds.ofUpload(ref.id()), Kinds.partId(ref.id(), after), limit)
                .map(rec -> rec.value().info());
    }

    @Override
    public Page<UploadInfo> list(
            RequestContext context,
            BucketName name,
            String prefix,
            String afterKey,
            String afterId,
            int limit) {
        Rec<Bucket> read = ledger.bucket(name);
        access.require(AccessRequest.of(context, "s3:ListBucketMultipartUploads", read));
        Bucket bucket = read.value();
        // Ids are hexadecimal: the tilde is behind them all.
        String after =
                Names.ORDER.compare(afterKey, prefix) < 0 || afterKey.isEmpty()
                        ? bucket.handle() + prefix
                        : Kinds.uploadId(
                                bucket.handle(), afterKey, afterId.isEmpty() ? "~" : afterId);
        Page<Rec<StoredUpload>> page =
                store.query(Kinds.UPLOAD, Kinds.inBucket(bucket.handle()), after, limit);
        List<UploadInfo> rows = new ArrayList<>();
        for (Rec<StoredUpload> rec : page.items()) {
            if (!rec.value().info().key().value().startsWith(prefix)) {
                return new Page<>(rows, Optional.empty());
            }
            rows.add(rec.value().info());
        }
        return new Page<>(rows, page.next());
    }

    private Bucket writable(RequestContext context, UploadRef ref, String action) {
        Rec<Bucket> bucket = ledger.bucket(ref.bucket());
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(ref.key());
        Optional<UploadInfo> upload = find(bucket.value(), ref).map(rec -> rec.value().info());
        access.require(upload.map(asked::of).orElse(asked));
        return bucket.value();
    }

    /** Returns the upload, if the caller may do that to it. */
    private Rec<StoredUpload> require(RequestContext context, UploadRef ref, String action) {
        Rec<Bucket> bucket = ledger.bucket(ref.bucket());
        Optional<Rec<StoredUpload>> upload = find(bucket.value(), ref);
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(ref.key());
        access.require(upload.map(rec -> asked.of(rec.value().info())).orElse(asked));
        return upload.orElseThrow(() -> noUpload(ref));
    }

    private Optional<Rec<StoredUpload>> find(Bucket bucket, UploadRef ref) {
        return isId(ref.id())
                ? store.get(
                        Kinds.UPLOAD, Kinds.uploadId(bucket.handle(), ref.key().value(), ref.id()))
                : Optional.empty();
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-f]{32}");
    }

    private Rec<StoredUpload> upload(Bucket bucket, UploadRef ref) {
        return find(bucket, ref).orElseThrow(() -> noUpload(ref));
    }

    private static NotFoundException noUpload(UploadRef ref) {
        return new NotFoundException(
                ResourceType.UPLOAD,
                ref.id(),
                "The specified upload does not exist. The upload ID may be invalid, or the upload"
                        + " may have been aborted or completed.");
    }
}
