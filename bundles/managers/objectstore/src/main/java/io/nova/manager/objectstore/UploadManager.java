package io.nova.manager.objectstore;

import io.nova.api.identity.QuotaService;
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
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps uploads in parts. */
@Component(configurationPid = ObjectStoreConfig.PID)
public final class UploadManager implements UploadService {

    private final StateStore store;
    private final ObjectService objects;
    private final Collector collector;
    private final Ledger ledger;
    private final S3Access access;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;
    private final UploadLookup lookup;
    private final UploadParts parts;
    private final UploadCompletion completion;

    @Activate
    public UploadManager(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference ObjectService objects,
            @Reference Collector collector,
            @Reference S3Access access,
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(
                store,
                blobs,
                objects,
                collector,
                access,
                quotas,
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
            QuotaService quotas,
            Clock clock,
            IdSource ids,
            long minPart) {
        this.store = store;
        this.objects = objects;
        this.collector = collector;
        this.ledger = new Ledger(store, ids);
        this.ids = ids;
        this.access = access;
        this.quotas = quotas;
        this.clock = clock;
        this.lookup = new UploadLookup(store, ledger, access);
        this.parts = new UploadParts(store, ledger, lookup, blobs, collector, clock, ids);
        ObjectCommit commits = new ObjectCommit(ledger, collector, clock, ids, quotas);
        this.completion = new UploadCompletion(store, ledger, lookup, commits, clock, minPart);
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
                    Usage.requireRoom(store, bucket, quotas);
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

    private static ProjectId writer(Caller caller) {
        if (Anonymous.is(caller)) {
            throw new AccessDeniedException(
                    "s3:PutObject",
                    "Anonymous users cannot initiate multipart uploads. Please authenticate.");
        }
        return caller.project();
    }

    @Override
    public PartInfo putPart(RequestContext context, UploadRef ref, int number, ObjectBody body)
            throws IOException {
        return parts.put(context, ref, number, body);
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
        Bucket bucket = lookup.bucket(context, ref, "s3:PutObject");
        return ledger.untilCommitted(
                ResourceType.UPLOAD, ref.id(), () -> completion.attempt(bucket, ref, request));
    }

    @Override
    public void abort(RequestContext context, UploadRef ref) {
        Bucket bucket = lookup.bucket(context, ref, "s3:AbortMultipartUpload");
        ledger.untilCommitted(
                ResourceType.UPLOAD,
                ref.id(),
                () -> {
                    Rec<StoredUpload> upload = lookup.get(bucket, ref);
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
        return lookup.require(context, ref, "s3:ListMultipartUploadParts").value().info();
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
}
