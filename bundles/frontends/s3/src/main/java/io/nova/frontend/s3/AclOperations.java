package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;

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
        call.finish(AclXml.document(bucket.owner(), bucket.grants()));
    }

    private void putOfBucket(S3Call call) {
        buckets.setAcl(call.context(), call.target().bucketName(), requested(call));
        call.finish(200);
    }

    private void ofObject(S3Call call) {
        S3Target target = call.target();
        ObjectContent content =
                objects.get(
                        call.context(),
                        target.bucketName(),
                        target.objectKey(),
                        target.version(),
                        ObjectView.ACL);
        ObjectInfo object = content.info();
        ProjectId bucketOwner = content.bucket().owner();
        Acl acl = object.acl().expanded(object.owner(), bucketOwner);
        call.finish(AclXml.document(object.owner(), acl));
    }

    private void putOfObject(S3Call call) {
        S3Target target = call.target();
        objects.setAcl(
                call.context(),
                target.bucketName(),
                target.objectKey(),
                target.version(),
                requested(call));
        call.finish(200);
    }

    /** Returns the list that a request for a new one names. */
    private static Acl requested(S3Call call) {
        if (call.header("x-amz-acl").isEmpty()) {
            throw S3Fault.notImplemented("access lists other than canned ones");
        }
        RefusedHeaders.check(call);
        return AclFields.acl(call);
    }
}
