package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.PublicAccessBlock;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** What of public access to a bucket is blocked. */
final class PublicAccessOperations implements S3Operations {

    private static final String ROOT = "PublicAccessBlockConfiguration";
    private static final String BLOCK_ACLS = "BlockPublicAcls";
    private static final String IGNORE_ACLS = "IgnorePublicAcls";
    private static final String BLOCK_POLICY = "BlockPublicPolicy";
    private static final String RESTRICT = "RestrictPublicBuckets";
    private static final Set<String> FLAGS =
            Set.of(BLOCK_ACLS, IGNORE_ACLS, BLOCK_POLICY, RESTRICT);

    private final BucketService buckets;

    PublicAccessOperations(BucketService buckets) {
        this.buckets = buckets;
    }

    @Override
    public void addTo(S3Routes routes) {
        String block = "publicAccessBlock";
        routes.add("GetPublicAccessBlock", "GET", Level.BUCKET, block, this::get)
                .add("PutPublicAccessBlock", "PUT", Level.BUCKET, block, this::put)
                .add("DeletePublicAccessBlock", "DELETE", Level.BUCKET, block, this::remove);
    }

    private void get(S3Call call) {
        Bucket bucket =
                buckets.get(call.context(), call.target().bucketName(), BucketView.PUBLIC_ACCESS);
        PublicAccessBlock block =
                bucket.publicAccess()
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.NoSuchPublicAccessBlockConfiguration,
                                                        "The public access block configuration was"
                                                                + " not found")
                                                .with("BucketName", bucket.name()));
        call.finish(
                Xml.document(
                        ROOT,
                        xml ->
                                xml.text(BLOCK_ACLS, block.blockAcls())
                                        .text(IGNORE_ACLS, block.ignoreAcls())
                                        .text(BLOCK_POLICY, block.blockPolicy())
                                        .text(RESTRICT, block.restrictBuckets())));
    }

    private void put(S3Call call) throws IOException {
        Node root = XmlInput.tree(call.document(), ROOT);
        if (!root.children().stream().map(Node::name).allMatch(FLAGS::contains)) {
            throw XmlInput.malformed();
        }
        PublicAccessBlock block =
                new PublicAccessBlock(
                        flag(root, BLOCK_ACLS),
                        flag(root, IGNORE_ACLS),
                        flag(root, BLOCK_POLICY),
                        flag(root, RESTRICT));
        buckets.setPublicAccess(call.context(), call.target().bucketName(), Optional.of(block));
        call.finish(200);
    }

    /** What is not said is not blocked. */
    private static boolean flag(Node root, String name) {
        return switch (root.text(name).map(String::strip).orElse("false")) {
            case "true", "TRUE", "True" -> true;
            case "false", "FALSE", "False" -> false;
            default -> throw XmlInput.malformed();
        };
    }

    private void remove(S3Call call) {
        buckets.setPublicAccess(call.context(), call.target().bucketName(), Optional.empty());
        call.finish(204);
    }
}
