package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Versioning;
import java.io.IOException;

/** Whether a bucket keeps versions. */
final class VersioningOperations implements S3Operations {

    private final BucketService buckets;

    VersioningOperations(BucketService buckets) {
        this.buckets = buckets;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketVersioning", "GET", Level.BUCKET, "versioning", this::get)
                .add("PutBucketVersioning", "PUT", Level.BUCKET, "versioning", this::put);
    }

    private void get(S3Call call) {
        Bucket bucket =
                buckets.get(call.context(), call.target().bucketName(), BucketView.VERSIONING);
        call.finish(
                Xml.document(
                        "VersioningConfiguration",
                        xml ->
                                bucket.versioning()
                                        .ifPresent(state -> xml.text("Status", word(state)))));
    }

    private void put(S3Call call) throws IOException {
        Node document = XmlInput.tree(call.document(), "VersioningConfiguration");
        switch (document.text("MfaDelete").orElse("Disabled")) {
            case "Disabled" -> {
                // As it is.
            }
            case "Enabled" -> throw S3Fault.notImplemented("MfaDelete");
            default -> throw XmlInput.malformed();
        }
        String status =
                document.text("Status")
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                S3Code.IllegalVersioningConfigurationException,
                                                "The Versioning element must be specified"));
        buckets.setVersioning(call.context(), call.target().bucketName(), state(status));
        call.finish(200);
    }

    private static String word(Versioning state) {
        return switch (state) {
            case ENABLED -> "Enabled";
            case SUSPENDED -> "Suspended";
        };
    }

    private static Versioning state(String word) {
        for (Versioning state : Versioning.values()) {
            if (word(state).equals(word)) {
                return state;
            }
        }
        throw XmlInput.malformed();
    }
}
