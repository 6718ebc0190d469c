package io.nova.manager.objectstore;

import io.nova.api.identity.QuotaService;
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
import io.nova.api.objectstore.VersionListing;
import io.nova.api.objectstore.VersionQuery;
import io.nova.model.BucketName;
import io.nova.model.CloudException;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.VersionId;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
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
import java.util.function.BiFunction;
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
    private final QuotaService quotas;
    private final Lookup lookup;
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
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids,
            ObjectStoreConfig config) {
        this(store, blobs, collector, access, quotas, clock, ids, inline(config));
    }

    /**
     * @param inline the most bytes of an object that are kept in a record
     */
    ObjectManager(
            StateStore store,
            BlobGateway blobs,
            Collector collector,
            S3Access access,
            QuotaService quotas,
            Clock clock,
            IdSource ids,
            int inline) {
        this.store = store;
        this.blobs = blobs;
        this.ledger = new Ledger(store, ids);
        this.commits = new ObjectCommit(ledger, collector, clock, ids, quotas);
        this.access = access;
        this.quotas = quotas;
        this.lookup = new Lookup(ledger, access);
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
        lookup.requireTags(context, rec, key, request.tags());
        // What cannot succeed is refused before its bytes are sent; the commit decides.
        ObjectCommit.check(key, old, request.condition());
        if (old.isEmpty() || bucket.versioning().isPresent()) {
            Usage.requireRoom(store, bucket, quotas);
        }
        ProjectId owner = Ownerships.ofWritten(context.caller(), bucket, request.acl());
        Acl acl = AclRules.ofWritten(bucket, owner, request.acl());
        SummingStream stream =
                new SummingStream(body, request.checksum().orElse(ChecksumAlgorithm.DEFAULT));
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
        try {
            StoredObject put =
                    ledger.untilCommitted(
                            ResourceType.OBJECT,
                            key,
                            () -> {
                                ObjectChange change =
                                        commits.begin(commits.sameBucket(name, bucket.handle()));
                                bytes.addTo(change.draft());
                                return commits.replace(change, fresh, request.condition());
                            });
            return put.info();
        } catch (UnavailableException e) {
            // Nobody knows whether the record is there: the collector will see.
            throw e;
        } catch (CloudException e) {
            bytes.content().blob().ifPresent(blobs::discard);
            throw e;
        }
    }

    /** Bytes that no record names yet; small ones are still in memory. */
    private record Written(Content content, long size, Optional<SmallContent> small) {

        void addTo(Draft draft) {
            small.ifPresent(bytes -> draft.set(Kinds.SMALL, content.id(), bytes));
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
                ResourceType.OBJECT, key, () -> attempt(context, name, key, version, view));
    }

    /** Returns what can be read; empty if the object was replaced meanwhile. */
    private Optional<StoredContent> attempt(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            ObjectView view) {
        Rec<Bucket> bucket = ledger.bucket(name);
        StoredObject object = find(context, bucket, key, version, view);
        ObjectInfo info =
                view == ObjectView.CONTENT
                        ? lookup.told(context, bucket, object, version.isPresent())
                        : object.told(bucket.value());
        Optional<String> small = object.content().inline();
        Optional<ByteBuffer> bytes =
                small.flatMap(id -> store.get(Kinds.SMALL, id))
                        .map(Rec::value)
                        .flatMap(SmallContent::read);
        if (bytes.isEmpty() && small.isPresent()) {
            // They go with the record that names them.
            StoredObject now = find(context, bucket, key, version, view);
            if (now.content().inline().equals(small)) {
                throw blobs.damagedRecord(small.get());
            }
            return Optional.empty();
        }
        return Optional.of(
                new StoredContent(store, blobs, bucket.value(), object.with(info), bytes));
    }

    private StoredObject find(
            RequestContext context,
            Rec<Bucket> bucket,
            ObjectKey key,
            Optional<VersionId> version,
            ObjectView view) {
        String action = view.action(version.isPresent());
        return version.isEmpty()
                ? lookup.current(context, bucket, key, action)
                : lookup.require(context, bucket, commits.begin(bucket).of(key), version, action)
                        .object()
                        .orElseThrow();
    }

    @Override
    public Optional<ObjectInfo> findMarker(
            RequestContext context, BucketName name, ObjectKey key, Optional<VersionId> version) {
        Rec<Bucket> bucket = ledger.bucket(name);
        String action = version.isPresent() ? "s3:GetObjectVersion" : "s3:ListBucket";
        access.require(AccessRequest.of(context, action, bucket).of(key));
        KeyHistory history = commits.begin(bucket).of(key);
        return version.map(history::find)
                .orElseGet(history::latest)
                .map(KeyHistory.Found::version)
                .filter(StoredVersion::isMarker)
                .map(StoredVersion::info);
    }

    @Override
    public ObjectInfo copy(
            RequestContext context, BucketName bucket, ObjectKey key, CopyRequest request) {
        ObjectCopy copy = new ObjectCopy(ledger, commits, lookup, access, clock);
        return copy.run(context, bucket, key, request)
                .orElseGet(() -> copyBytes(context, bucket, key, request));
    }

    /** Copies what has to be summed anew. */
    private ObjectInfo copyBytes(
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
                request.put()
                        .withHeaders(request.headers().orElse(source.info().headers()))
                        .withTags(request.tags().orElse(source.info().tags().orElse(TagSet.NONE)));
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
    public VersionListing listVersions(
            RequestContext context, BucketName name, VersionQuery query) {
        Rec<Bucket> bucket = ledger.bucket(name);
        access.require(AccessRequest.of(context, "s3:ListBucketVersions", bucket));
        return VersionLister.list(store, bucket.value().handle(), query);
    }

    @Override
    public ObjectInfo setAcl(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            NewAcl acl) {
        String action = version.isPresent() ? "s3:PutObjectVersionAcl" : "s3:PutObjectAcl";
        return change(
                context,
                name,
                key,
                version,
                action,
                (bucket, info) -> info.withAcl(AclRules.ofObject(bucket, info.owner(), acl)));
    }

    @Override
    public ObjectInfo setTags(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            Optional<TagSet> tags) {
        String verb = tags.isEmpty() ? "Delete" : "Put";
        String action =
                "s3:" + verb + (version.isPresent() ? "ObjectVersionTagging" : "ObjectTagging");
        return change(
                context,
                name,
                key,
                version,
                action,
                (bucket, info) -> info.withTags(tags.orElse(TagSet.NONE)));
    }

    private ObjectInfo change(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            Optional<VersionId> version,
            String action,
            BiFunction<Bucket, ObjectInfo, ObjectInfo> what) {
        return ledger.untilCommitted(
                ResourceType.OBJECT,
                key,
                () -> {
                    Rec<Bucket> bucket = ledger.bucket(name);
                    ObjectChange change = commits.begin(bucket);
                    KeyHistory history = change.of(key);
                    KeyHistory.Found found =
                            lookup.require(context, bucket, history, version, action);
                    ObjectInfo info = what.apply(bucket.value(), found.version().info());
                    history.change(found, info);
                    boolean named = bucket.value().versioning().isPresent();
                    return change.commit()
                            .map(ok -> named ? info : info.withVersion(Optional.empty()));
                });
    }
}
