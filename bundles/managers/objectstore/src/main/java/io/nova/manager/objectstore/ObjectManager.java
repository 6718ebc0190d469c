package io.nova.manager.objectstore;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.NewAcl;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.PutRequest;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the objects. */
@Component(configurationPid = ObjectStoreConfig.PID)
public final class ObjectManager implements ObjectService {

    private final StateStore store;
    private final BlobGateway blobs;
    private final Ledger ledger;
    private final ObjectCommit commits;
    private final BatchDelete batches;
    private final S3Access access;
    private final Clock clock;
    private final int inline;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public ObjectManager(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference Collector collector,
            @Reference S3Access access,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(store, blobs, collector, access, clock, ids, inline(config));
    }

    /**
     * @param inline the most bytes of an object that are kept in a record
     */
    ObjectManager(
            StateStore store,
            BlobGateway blobs,
            Collector collector,
            S3Access access,
            Clock clock,
            IdSource ids,
            int inline) {
        this.store = store;
        this.blobs = blobs;
        this.ledger = new Ledger(store, ids);
        this.commits = new ObjectCommit(ledger, collector, clock);
        this.access = access;
        this.batches = new BatchDelete(ledger, commits, access);
        this.clock = clock;
        this.inline = inline;
    }

    private static int inline(ObjectStoreConfig config) {
        SettingsFile file = SettingsFile.of(ObjectStoreConfig.PID);
        return file.within("inlineKib", config::inlineKib, 0, SmallContent.MOST >> 10) << 10;
    }

    @Override
    public ObjectInfo put(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            PutRequest request,
            ObjectBody body)
            throws IOException {
        Rec<Bucket> rec = ledger.bucket(name);
        Bucket bucket = rec.value();
        Optional<StoredObject> old = ledger.object(bucket, key).map(Rec::value);
        AccessRequest asked = AccessRequest.of(context, "s3:PutObject", rec).of(key);
        access.require(old.map(asked::of).orElse(asked));
        // What cannot succeed is refused before its bytes are sent; the commit decides.
        ObjectCommit.check(key, old, request.condition());
        ProjectId owner = Ownerships.ofWritten(context.caller(), bucket, request.acl());
        Acl acl = AclRules.ofWritten(bucket, owner, request.acl());
        SummingStream stream = new SummingStream(body, request.checksum());
        Written bytes = write(stream);
        ObjectInfo info =
                ObjectInfo.of(key, owner)
                        .bytes(bytes.size(), stream.etag())
                        .modified(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .headers(request.headers())
                        .acl(acl)
                        .tags(request.tags())
                        .checksum(stream.checksum())
                        .build();
        StoredObject fresh = new StoredObject(bucket.handle(), info, bytes.content());
        boolean unknown = false;
        boolean done = false;
        try {
            ledger.untilCommitted(
                    ResourceType.OBJECT,
                    key,
                    () ->
                            commits.replace(
                                    name,
                                    bucket.handle(),
                                    fresh,
                                    request.condition(),
                                    bytes::addTo));
            done = true;
            return info;
        } catch (UnavailableException e) {
            // Nobody knows whether the record is there: the collector will see.
            unknown = true;
            throw e;
        } finally {
            if (!done && !unknown) {
                bytes.content().blob().ifPresent(blobs::discard);
            }
        }
    }

    /** Bytes that no record names yet; small ones are still in memory. */
    private record Written(Content content, long size, Optional<SmallContent> small) {

        void addTo(Tx.Builder tx) {
            small.ifPresent(bytes -> tx.create(Kinds.SMALL, content.id(), bytes));
        }
    }

    private Written write(InputStream stream) throws IOException {
        byte[] head = stream.readNBytes(inline + 1);
        if (head.length <= inline) {
            return new Written(
                    Content.inline(ledger.newId()),
                    head.length,
                    Optional.of(SmallContent.of(head)));
        }
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), stream);
        BlobInfo blob = blobs.write(all, ObjectStoreDriver.UNKNOWN);
        return new Written(Content.of(blob.id()), blob.size(), Optional.empty());
    }

    @Override
    public StoredContent get(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            ObjectView view) {
        return ledger.untilCommitted(
                ResourceType.OBJECT,
                key,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    String action = view.action(version.isPresent());
                    return content(bucket, require(context, bucket, key, version, action));
                });
    }

    /** Returns what can be read; empty if the object was replaced meanwhile. */
    private Optional<StoredContent> content(Rec<Bucket> bucket, Rec<StoredObject> object) {
        Optional<String> small = object.value().content().inline();
        if (small.isEmpty()) {
            return Optional.of(content(bucket, object, Optional.empty()));
        }
        Optional<ByteBuffer> bytes =
                store.get(Kinds.SMALL, small.get()).map(Rec::value).flatMap(SmallContent::read);
        if (bytes.isPresent()) {
            return Optional.of(content(bucket, object, bytes));
        }
        Optional<Rec<StoredObject>> now = store.get(Kinds.OBJECT, object.id());
        if (!now.map(Rec::version).equals(Optional.of(object.version()))) {
            return Optional.empty();
        }
        throw blobs.damagedRecord(small.get());
    }

    private StoredContent content(
            Rec<Bucket> bucket, Rec<StoredObject> object, Optional<ByteBuffer> small) {
        return new StoredContent(store, blobs, bucket.value(), object.value(), small);
    }

    /** Returns the version, if the caller may do that to it; who may not list may not miss one. */
    private Rec<StoredObject> require(
            RequestContext context,
            Rec<Bucket> bucket,
            ObjectKey key,
            Optional<VersionId> version,
            String action) {
        Optional<Rec<StoredObject>> object =
                ledger.object(bucket.value(), key).filter(rec -> BatchDelete.isMeant(version));
        if (object.isEmpty()) {
            access.require(AccessRequest.of(context, "s3:ListBucket", bucket));
            throw version.isPresent() ? noVersion(version.get()) : noKey(key);
        }
        access.require(AccessRequest.of(context, action, bucket).of(object.get().value()));
        return object.get();
    }

    private static NotFoundException noKey(ObjectKey key) {
        return new NotFoundException(
                ResourceType.OBJECT, key.value(), "The specified key does not exist.");
    }

    private static NotFoundException noVersion(VersionId version) {
        return new NotFoundException(
                ResourceType.OBJECT_VERSION,
                version.value(),
                "The specified version does not exist.");
    }

    @Override
    public ObjectInfo copy(
            RequestContext context, BucketName bucket, ObjectKey key, CopyRequest request) {
        StoredContent source =
                get(
                        context,
                        request.bucket(),
                        request.key(),
                        request.version(),
                        ObjectView.CONTENT);
        request.check().accept(source.info());
        PutRequest put =
                new PutRequest(
                        request.headers().orElse(source.info().headers()),
                        request.put().acl(),
                        request.tags().orElse(source.info().tags().orElse(TagSet.NONE)),
                        request.put().condition(),
                        request.put()
                                .checksum()
                                .or(() -> source.info().checksum().map(sum -> sum.algorithm())));
        try (ObjectReader reader = source.open(0, Long.MAX_VALUE)) {
            return put(context, bucket, key, put, ObjectBody.of(new ReaderStream(reader)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Deleted delete(
            RequestContext context, BucketName name, ObjectKey key, DeleteRequest request) {
        Deletion.Result result =
                batches.delete(context, ledger.bucket(name), List.of(new Deletion(key, request)))
                        .get(0);
        result.refused()
                .ifPresent(
                        fault -> {
                            throw fault;
                        });
        return result.done().orElseThrow();
    }

    @Override
    public List<Deletion.Result> deleteAll(
            RequestContext context, BucketName name, List<Deletion> deletions) {
        return batches.delete(context, ledger.bucket(name), deletions);
    }

    @Override
    public ObjectListing list(RequestContext context, BucketName name, ListQuery query) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, "s3:ListBucket", bucket));
        return Lister.list(store, bucket.value().handle(), query);
    }

    @Override
    public void setAcl(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            NewAcl acl) {
        String action = version.isPresent() ? "s3:PutObjectVersionAcl" : "s3:PutObjectAcl";
        ledger.untilCommitted(
                ResourceType.OBJECT,
                key,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    Rec<StoredObject> object = require(context, bucket, key, version, action);
                    ObjectInfo info = object.value().info();
                    Acl fresh = AclRules.ofObject(bucket.value(), info.owner(), acl);
                    StoredObject changed = object.value().with(info.withAcl(fresh));
                    return ledger.commit(ledger.begin().update(Kinds.OBJECT, object, changed));
                });
    }
}
