package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.api.objectstore.NewBucket;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.BucketName;
import io.nova.model.Page;
import io.nova.model.objectstore.Bucket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be done with buckets. */
final class BucketOperations implements S3Operations {

    private static final int PAGE = 1000;
    private static final int MOST_BUCKETS = 10_000;

    private final BucketService buckets;
    private final String region;

    BucketOperations(BucketService buckets, String region) {
        this.buckets = buckets;
        this.region = region;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("ListBuckets", "GET", Level.SERVICE, "", this::list)
                .add("CreateBucket", "PUT", Level.BUCKET, "", this::create)
                .add("DeleteBucket", "DELETE", Level.BUCKET, "", this::delete)
                .add("HeadBucket", "HEAD", Level.BUCKET, "", this::head)
                .add("GetBucketLocation", "GET", Level.BUCKET, "location", this::location);
    }

    private void list(S3Call call) {
        String prefix = call.target().parameter("prefix", "");
        int limit = call.target().number("max-buckets", MOST_BUCKETS);
        if (limit < 1 || limit > MOST_BUCKETS) {
            throw S3Fault.badArgument(
                    "max-buckets",
                    Integer.toString(limit),
                    "Argument max-buckets must be an integer between 1 and " + MOST_BUCKETS);
        }
        Optional<String> after =
                Optional.of(
                        call.target()
                                .parameter("continuation-token")
                                .map(Tokens::decode)
                                .orElse(""));
        List<Bucket> rows = new ArrayList<>();
        while (after.isPresent() && rows.size() < limit) {
            int room = Math.min(PAGE, limit - rows.size());
            Page<Bucket> page = buckets.list(call.context(), after.get(), room);
            page.items().stream()
                    .filter(bucket -> bucket.name().value().startsWith(prefix))
                    .forEach(rows::add);
            after = page.next();
        }
        Optional<String> next = after;
        call.finish(
                Xml.document(
                        "ListAllMyBucketsResult",
                        xml -> {
                            AclXml.owner(xml, "Owner", call.context().project());
                            xml.element(
                                    "Buckets", list -> rows.forEach(bucket -> row(list, bucket)));
                            if (!prefix.isEmpty()) {
                                xml.text("Prefix", prefix);
                            }
                            next.ifPresent(
                                    name -> xml.text("ContinuationToken", Tokens.encode(name)));
                        }));
    }

    private static void row(Xml xml, Bucket bucket) {
        xml.element(
                "Bucket",
                row ->
                        row.text("Name", bucket.name())
                                .text("CreationDate", Times.xml(bucket.created())));
    }

    private void create(S3Call call) throws IOException {
        RefusedHeaders.check(call);
        BucketName name = call.target().bucketName();
        requireNewName(name.value());
        byte[] document = call.document();
        if (document.length > 0) {
            XmlInput.read(document, "CreateBucketConfiguration", (path, text) -> {});
        }
        NewBucket request = new NewBucket(AclFields.acl(call), OwnershipOperations.requested(call));
        buckets.create(call.context(), name, request);
        call.put("Location", "/" + name);
        call.finish(200);
    }

    /** Names that look like something else are taken from nobody, but not given out either. */
    private static void requireNewName(String name) {
        boolean address = name.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
        boolean labels = name.contains("..") || name.contains(".-") || name.contains("-.");
        boolean reserved =
                name.startsWith("xn--") || name.startsWith("sthree-") || name.endsWith("-s3alias");
        if (address || labels || reserved) {
            throw new S3Fault(S3Code.InvalidBucketName, "The specified bucket is not valid.");
        }
    }

    private void delete(S3Call call) {
        buckets.delete(call.context(), call.target().bucketName());
        call.finish(204);
    }

    private void head(S3Call call) {
        buckets.get(call.context(), call.target().bucketName());
        call.put("x-amz-bucket-region", region);
        call.finish(200);
    }

    private void location(S3Call call) {
        buckets.get(call.context(), call.target().bucketName(), BucketView.LOCATION);
        // The first region of all has no name here.
        String name = region.equals("us-east-1") ? "" : region;
        call.finish(Xml.located(name));
    }
}
