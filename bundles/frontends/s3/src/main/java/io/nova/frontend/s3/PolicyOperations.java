package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.BucketPart;
import java.io.IOException;

/** The policies of buckets. What they mean is for the manager to say. */
final class PolicyOperations implements S3Operations {

    private final BucketConfigService configs;

    PolicyOperations(BucketConfigService configs) {
        this.configs = configs;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketPolicy", "GET", Level.BUCKET, "policy", this::get)
                .add("PutBucketPolicy", "PUT", Level.BUCKET, "policy", this::put)
                .add("DeleteBucketPolicy", "DELETE", Level.BUCKET, "policy", this::remove)
                .add("GetBucketPolicyStatus", "GET", Level.BUCKET, "policyStatus", this::status);
    }

    private void get(S3Call call) {
        String text =
                configs.find(call.context(), call.target().bucketName(), BucketPart.POLICY)
                        .map(BucketConfig::text)
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.NoSuchBucketPolicy,
                                                        "The bucket policy does not exist")
                                                .with("BucketName", call.target().bucket()));
        call.finish("application/json", text.getBytes(UTF_8));
    }

    private void put(S3Call call) throws IOException {
        String text = new String(call.document(), UTF_8);
        configs.put(
                call.context(),
                call.target().bucketName(),
                new BucketConfig(BucketPart.POLICY, text));
        call.finish(204);
    }

    private void remove(S3Call call) {
        configs.delete(call.context(), call.target().bucketName(), BucketPart.POLICY);
        call.finish(204);
    }

    private void status(S3Call call) {
        boolean isPublic = configs.isPublic(call.context(), call.target().bucketName());
        call.finish(Xml.document("PolicyStatus", xml -> xml.text("IsPublic", isPublic)));
    }
}
