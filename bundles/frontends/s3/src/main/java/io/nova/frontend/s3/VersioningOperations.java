package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.frontend.s3.S3Routes.Level;

/** Whether a bucket keeps versions. */
final class VersioningOperations implements S3Operations {

    private final BucketService buckets;

    VersioningOperations(BucketService buckets) {
        this.buckets = buckets;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketVersioning", "GET", Level.BUCKET, "versioning", this::get);
    }

    private void get(S3Call call) {
        buckets.get(call.context(), call.target().bucketName(), BucketView.VERSIONING);
        call.finish(Xml.document("VersioningConfiguration", xml -> {}));
    }
}
