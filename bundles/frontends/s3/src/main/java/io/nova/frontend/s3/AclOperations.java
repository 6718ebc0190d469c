package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.api.objectstore.NewAcl;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.Ownership;
import java.io.IOException;
import java.util.Optional;

/** The access lists of buckets and objects. */
final class AclOperations implements S3Operations {

    private final BucketService buckets;
    private final ObjectService objects;

    AclOperations(BucketService buckets, ObjectService objects) {
        this.buckets = buckets;
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketAcl", "GET", Level.BUCKET, "acl", this::ofBucket)
                .add("PutBucketAcl", "PUT", Level.BUCKET, "acl", this::putOfBucket)
                .addOfVersion("GetObjectAcl", "GET", "acl", this::ofObject)
                .addOfVersion("PutObjectAcl", "PUT", "acl", this::putOfObject);
    }

    private void ofBucket(S3Call call) {
        Bucket bucket = buckets.get(call.context(), call.target().bucketName(), BucketView.ACL);
        call.finish(AclXml.document(bucket.owner(), shown(bucket, bucket.owner(), bucket.acl())));
    }

    private void putOfBucket(S3Call call) throws IOException {
        buckets.setAcl(call.context(), call.target().bucketName(), requested(call));
        call.finish(200);
    }

    private void ofObject(S3Call call) {
        ObjectContent content = Markers.read(objects, call, ObjectView.ACL);
        ObjectInfo object = content.info();
        Bucket bucket = content.bucket();
        ProjectId owner = isEnforced(bucket) ? bucket.owner() : object.owner();
        ObjectFields.version(call, object);
        call.finish(AclXml.document(owner, shown(bucket, owner, object.acl())));
    }

    private static boolean isEnforced(Bucket bucket) {
        return bucket.ownership().equals(Optional.of(Ownership.BUCKET_OWNER_ENFORCED));
    }

    /** Returns the grants that count. */
    private static Acl shown(Bucket bucket, ProjectId owner, Acl acl) {
        return (isEnforced(bucket) ? Acl.PRIVATE : acl).expanded(owner, bucket.owner());
    }

    private void putOfObject(S3Call call) throws IOException {
        S3Target target = call.target();
        NewAcl acl = requested(call);
        ObjectInfo object =
                Markers.read(
                        objects,
                        call,
                        () ->
                                objects.setAcl(
                                        call.context(),
                                        target.bucketName(),
                                        target.objectKey(),
                                        target.version(),
                                        acl));
        ObjectFields.version(call, object);
        call.finish(200);
    }

    /** Returns the list that a request for a new one names: by its headers or by its document. */
    private static NewAcl requested(S3Call call) throws IOException {
        byte[] document = call.document();
        Optional<Acl> named = AclFields.find(call.accounts(), call::header);
        if (named.isEmpty() && document.length > 0) {
            return AclDocument.read(call.accounts(), document);
        }
        if (document.length > 0) {
            throw new S3Fault(S3Code.UnexpectedContent, "This request does not support content");
        }
        return NewAcl.of(
                named.orElseThrow(
                        () ->
                                new S3Fault(
                                                S3Code.MissingSecurityHeader,
                                                "Your request was missing a required header")
                                        .with("MissingHeaderName", AclFields.CANNED)));
    }
}
