package io.nova.frontend.s3;

import io.nova.api.objectstore.Expiry;
import io.nova.api.objectstore.LifecycleService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.IdSource;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;
import io.nova.sigv4.UriEncoding;
import java.io.IOException;
import java.security.SecureRandom;

/** What becomes of a bucket's objects by itself, and what is said of it with each. */
final class LifecycleOperations implements S3Operations {

    private final LifecycleService lifecycles;
    private final LifecycleXml documents = new LifecycleXml(new IdSource(new SecureRandom()));

    LifecycleOperations(LifecycleService lifecycles) {
        this.lifecycles = lifecycles;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketLifecycle", "GET", Level.BUCKET, "lifecycle", this::get)
                .add("PutBucketLifecycle", "PUT", Level.BUCKET, "lifecycle", this::put)
                .add("DeleteBucketLifecycle", "DELETE", Level.BUCKET, "lifecycle", this::delete);
    }

    private void get(S3Call call) {
        Lifecycle lifecycle =
                lifecycles
                        .find(call.context(), call.target().bucketName())
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.NoSuchLifecycleConfiguration,
                                                        "The lifecycle configuration does not"
                                                                + " exist")
                                                .with("BucketName", call.target().bucket()));
        call.finish(LifecycleXml.document(lifecycle));
    }

    private void put(S3Call call) throws IOException {
        Lifecycle lifecycle = documents.read(call.document());
        lifecycles.put(call.context(), call.target().bucketName(), lifecycle);
        call.finish(200);
    }

    private void delete(S3Call call) {
        lifecycles.delete(call.context(), call.target().bucketName());
        call.finish(204);
    }

    /** Says when an object that was read or written expires. */
    static void tell(LifecycleService lifecycles, S3Call call, ObjectInfo object) {
        lifecycles
                .expiry(call.target().bucketName(), object)
                .ifPresent(expiry -> call.put("x-amz-expiration", text(expiry)));
    }

    /** Says when an upload that nobody ends is given up. */
    static void tell(LifecycleService lifecycles, S3Call call, UploadInfo upload) {
        lifecycles
                .abort(call.target().bucketName(), upload)
                .ifPresent(
                        expiry -> {
                            call.put("x-amz-abort-date", Times.http(expiry.at()));
                            call.put("x-amz-abort-rule-id", UriEncoding.encode(expiry.rule()));
                        });
    }

    private static String text(Expiry expiry) {
        return "expiry-date=\"%s\", rule-id=\"%s\""
                .formatted(Times.http(expiry.at()), UriEncoding.encode(expiry.rule()));
    }
}
