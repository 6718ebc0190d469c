package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Ownership;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** To whom what others put into a bucket belongs. */
final class OwnershipOperations implements S3Operations {

    private static final String HEADER = "x-amz-object-ownership";

    private final BucketService buckets;

    OwnershipOperations(BucketService buckets) {
        this.buckets = buckets;
    }

    @Override
    public void addTo(S3Routes routes) {
        String controls = "ownershipControls";
        routes.add("GetBucketOwnershipControls", "GET", Level.BUCKET, controls, this::get)
                .add("PutBucketOwnershipControls", "PUT", Level.BUCKET, controls, this::put)
                .add(
                        "DeleteBucketOwnershipControls",
                        "DELETE",
                        Level.BUCKET,
                        controls,
                        this::remove);
    }

    /** Returns what the header of a request for a new bucket says. */
    static Optional<Ownership> requested(S3Call call) {
        return call.header(HEADER)
                .map(
                        word ->
                                Ownership.find(word)
                                        .orElseThrow(
                                                () ->
                                                        S3Fault.badArgument(
                                                                HEADER,
                                                                word,
                                                                "Invalid x-amz-object-ownership"
                                                                        + " header: "
                                                                        + word)));
    }

    private void get(S3Call call) {
        Bucket bucket =
                buckets.get(call.context(), call.target().bucketName(), BucketView.OWNERSHIP);
        Ownership ownership =
                bucket.ownership()
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.OwnershipControlsNotFoundError,
                                                        "The bucket ownership controls were not"
                                                                + " found")
                                                .with("BucketName", bucket.name()));
        call.finish(
                Xml.document(
                        "OwnershipControls",
                        xml ->
                                xml.element(
                                        "Rule",
                                        rule -> rule.text("ObjectOwnership", ownership.word()))));
    }

    private void put(S3Call call) throws IOException {
        Node root = XmlInput.tree(call.document(), "OwnershipControls");
        List<Node> rules = root.children("Rule");
        if (rules.size() != 1) {
            throw XmlInput.malformed();
        }
        Ownership ownership =
                rules.get(0)
                        .text("ObjectOwnership")
                        .map(String::strip)
                        .flatMap(Ownership::find)
                        .orElseThrow(XmlInput::malformed);
        buckets.setOwnership(call.context(), call.target().bucketName(), Optional.of(ownership));
        call.finish(200);
    }

    private void remove(S3Call call) {
        buckets.setOwnership(call.context(), call.target().bucketName(), Optional.empty());
        call.finish(204);
    }
}
