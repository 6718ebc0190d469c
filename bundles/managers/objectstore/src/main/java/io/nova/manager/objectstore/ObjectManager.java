package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the objects. */
@Component
public final class ObjectManager implements ObjectService {

    private final StateStore store;
    private final BlobGateway blobs;
    private final Ledger ledger;
    private final ObjectCommit commits;
    private final Access access;
    private final Clock clock;

    @Activate
    public ObjectManager(
            @Reference StateStore store,
            @Reference BlobGateway blobs,
            @Reference Collector collector,
            @Reference Authorizer authorizer,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.blobs = blobs;
        this.ledger = new Ledger(store, ids);
        this.commits = new ObjectCommit(ledger, collector, clock);
        this.access = new Access(authorizer);
        this.clock = clock;
    }

    @Override
    public ObjectInfo put(
            RequestContext context,
            BucketName name,
            ObjectKey key,
            PutRequest request,
            ObjectBody body)
            throws IOException {
        Bucket bucket = ledger.bucket(name).value();
        access.requireWrite(context.caller(), bucket, "s3:PutObject");
        // What cannot succeed is refused before its bytes are sent; the commit decides.
        ObjectCommit.check(key, ledger.object(bucket, key).map(Rec::value), request.condition());
        SummingStream stream = new SummingStream(body, request.checksum());
        BlobInfo blob = blobs.write(stream);
        ObjectInfo info =
                new ObjectInfo(
                        key,
                        owner(context.caller(), bucket),
                        blob.size(),
                        stream.etag(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        request.headers(),
                        request.acl(),
                        stream.checksum(),
                        0);
        StoredObject fresh = new StoredObject(bucket.handle(), info, Content.of(blob.id()));
        boolean unknown = false;
        boolean done = false;
        try {
            ledger.untilCommitted(
                    ResourceType.OBJECT,
                    key,
                    () ->
                            commits.replace(
                                    name, bucket.handle(), fresh, request.condition(), tx -> {}));
            done = true;
            return info;
        } catch (UnavailableException e) {
            // Nobody knows whether the record is there: the collector will see.
            unknown = true;
            throw e;
        } finally {
            if (!done && !unknown) {
                blobs.discard(blob.id());
            }
        }
    }

    /** What anybody may put into a bucket belongs to the bucket's owner. */
    static ProjectId owner(Caller caller, Bucket bucket) {
        return Anonymous.is(caller) ? bucket.owner() : caller.project();
    }

    @Override
    public ObjectContent get(RequestContext context, BucketName name, ObjectKey key) {
        return find(context, name, key, "s3:GetObject");
    }

    private StoredContent find(
            RequestContext context, BucketName name, ObjectKey key, String action) {
        Bucket bucket = ledger.bucket(name).value();
        Optional<Rec<StoredObject>> object = ledger.object(bucket, key);
        if (object.isEmpty()) {
            access.requireToMiss(context.caller(), bucket, action);
            throw new NotFoundException(
                    ResourceType.OBJECT, key.value(), "The specified key does not exist.");
        }
        access.requireRead(context.caller(), bucket, object.get().value().info(), action);
        return new StoredContent(store, blobs, bucket, object.get().value());
    }

    @Override
    public ObjectInfo copy(
            RequestContext context, BucketName bucket, ObjectKey key, CopyRequest request) {
        StoredContent source = find(context, request.bucket(), request.key(), "s3:GetObject");
        request.check().accept(source.info());
        PutRequest put =
                new PutRequest(
                        request.headers().orElse(source.info().headers()),
                        request.put().acl(),
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
    public void delete(
            RequestContext context, BucketName name, ObjectKey key, WriteCondition condition) {
        Bucket bucket = ledger.bucket(name).value();
        access.requireWrite(context.caller(), bucket, "s3:DeleteObject");
        ledger.untilCommitted(
                ResourceType.OBJECT, key, () -> commits.remove(bucket, key, condition));
    }

    @Override
    public ObjectListing list(RequestContext context, BucketName name, ListQuery query) {
        Bucket bucket = ledger.bucket(name).value();
        access.requireList(context.caller(), bucket, "s3:ListBucket");
        return Lister.list(store, bucket.handle(), query);
    }

    @Override
    public void setAcl(RequestContext context, BucketName name, ObjectKey key, CannedAcl acl) {
        Bucket bucket = ledger.bucket(name).value();
        access.requireOwner(context.caller(), bucket, "s3:PutObjectAcl");
        ledger.untilCommitted(
                ResourceType.OBJECT,
                key,
                () -> {
                    Rec<StoredObject> object =
                            ledger.object(bucket, key)
                                    .orElseThrow(
                                            () ->
                                                    new NotFoundException(
                                                            ResourceType.OBJECT,
                                                            key.value(),
                                                            "The specified key does not exist."));
                    StoredObject changed = object.value().withAcl(acl);
                    return ledger.commit(ledger.begin().update(Kinds.OBJECT, object, changed));
                });
    }
}
