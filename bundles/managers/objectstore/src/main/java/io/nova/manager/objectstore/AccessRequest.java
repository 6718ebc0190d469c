package io.nova.manager.objectstore;

import io.nova.model.Caller;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.Rec;
import java.util.Optional;

/**
 * What someone wants to do.
 *
 * @param action as policies call it, such as {@code s3:GetObject}
 * @param bucket empty for what is about the caller's own project
 * @param key empty for what is about the bucket
 * @param object the object there is under the key, if it was read
 * @param upload the upload that it is about
 */
record AccessRequest(
        RequestContext context,
        String action,
        Optional<Rec<Bucket>> bucket,
        Optional<ObjectKey> key,
        Optional<StoredObject> object,
        Optional<UploadInfo> upload) {

    /** Something about the caller's own project. */
    static AccessRequest of(RequestContext context, String action) {
        return new AccessRequest(
                context,
                action,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Something about a bucket. */
    static AccessRequest of(RequestContext context, String action, Rec<Bucket> bucket) {
        return new AccessRequest(
                context,
                action,
                Optional.of(bucket),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Tells whether the client believes the bucket to be another project's than it is. */
    boolean namesOtherOwner() {
        Optional<String> expected = context.facts().key("s3:x-amz-expected-bucket-owner");
        return bucket.isPresent()
                && expected.isPresent()
                && !expected.get().equals(bucket.get().value().owner().value());
    }

    /** Returns the request as one about a key. */
    AccessRequest of(ObjectKey name) {
        return new AccessRequest(context, action, bucket, Optional.of(name), object, upload);
    }

    /** Returns the request as one about what is under its key. */
    AccessRequest of(StoredObject there) {
        return new AccessRequest(
                context,
                action,
                bucket,
                Optional.of(there.info().key()),
                Optional.of(there),
                upload);
    }

    /** Returns the request as one about an upload to its key. */
    AccessRequest of(UploadInfo there) {
        return new AccessRequest(
                context, action, bucket, Optional.of(there.key()), object, Optional.of(there));
    }

    Caller caller() {
        return context.caller();
    }
}
