package io.nova.frontend.s3;

import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.sigv4.UriEncoding;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Both versions of listing a bucket. */
final class ListOperations implements S3Operations {

    private static final int MOST = 1000;

    private final ObjectService objects;

    ListOperations(ObjectService objects) {
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("ListObjects", "GET", Level.BUCKET, "", this::list);
    }

    private void list(S3Call call) {
        S3Target target = call.target();
        Optional<String> version = target.parameter("list-type");
        if (version.isPresent() && !version.get().equals("2")) {
            throw S3Fault.badArgument("list-type", version.get());
        }
        boolean second = version.isPresent();
        String start =
                second
                        ? target.parameter("continuation-token")
                                .map(Tokens::decode)
                                .orElse(target.parameter("start-after", ""))
                        : target.parameter("marker", "");
        ListQuery query =
                new ListQuery(
                        target.parameter("prefix", ""),
                        target.parameter("delimiter", ""),
                        start,
                        Math.min(MOST, target.number("max-keys", MOST)));
        UnaryOperator<String> encode = encoding(target);
        ObjectListing page = objects.list(call.context(), target.bucketName(), query);
        call.finish(
                Xml.document(
                        "ListBucketResult",
                        xml -> {
                            head(xml, target, query, encode);
                            if (second) {
                                second(xml, target, page, encode);
                            } else {
                                first(xml, target, page, encode);
                            }
                            xml.text("IsTruncated", page.next().isPresent());
                            boolean owners =
                                    !second || target.parameter("fetch-owner", "").equals("true");
                            page.objects().forEach(object -> row(xml, object, owners, encode));
                            page.commonPrefixes()
                                    .forEach(
                                            prefix ->
                                                    xml.element(
                                                            "CommonPrefixes",
                                                            row ->
                                                                    row.text(
                                                                            "Prefix",
                                                                            encode.apply(prefix))));
                        }));
    }

    static UnaryOperator<String> encoding(S3Target target) {
        Optional<String> type = target.parameter("encoding-type");
        if (type.isPresent() && !type.get().equals("url")) {
            throw S3Fault.badArgument("encoding-type", type.get());
        }
        return type.isPresent() ? UriEncoding::encodePath : UnaryOperator.identity();
    }

    private static void head(
            Xml xml, S3Target target, ListQuery query, UnaryOperator<String> encode) {
        xml.text("Name", target.bucket())
                .text("Prefix", encode.apply(query.prefix()))
                .text("MaxKeys", query.limit());
        if (!query.delimiter().isEmpty()) {
            xml.text("Delimiter", encode.apply(query.delimiter()));
        }
        target.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
    }

    private static void first(
            Xml xml, S3Target target, ObjectListing page, UnaryOperator<String> encode) {
        xml.text("Marker", encode.apply(target.parameter("marker", "")));
        // Without a delimiter the last key is the marker, and S3 does not repeat it.
        if (!target.parameter("delimiter", "").isEmpty()) {
            page.next().ifPresent(next -> xml.text("NextMarker", encode.apply(next)));
        }
    }

    private static void second(
            Xml xml, S3Target target, ObjectListing page, UnaryOperator<String> encode) {
        xml.text("KeyCount", page.objects().size() + page.commonPrefixes().size());
        target.parameter("continuation-token")
                .ifPresent(token -> xml.text("ContinuationToken", token));
        page.next().ifPresent(next -> xml.text("NextContinuationToken", Tokens.encode(next)));
        target.parameter("start-after")
                .ifPresent(after -> xml.text("StartAfter", encode.apply(after)));
    }

    private static void row(
            Xml xml, ObjectInfo object, boolean owner, UnaryOperator<String> encode) {
        xml.element(
                "Contents",
                row -> {
                    row.text("Key", encode.apply(object.key().value()))
                            .text("LastModified", Times.xml(object.modified()));
                    content(row, object);
                    if (owner) {
                        AclXml.owner(row, "Owner", object.owner());
                    }
                });
    }

    /** Writes what a row tells of an object's bytes. */
    static void content(Xml row, ObjectInfo object) {
        row.text("ETag", ObjectFields.quote(object.etag()));
        object.checksum()
                .ifPresent(
                        sum ->
                                row.text("ChecksumAlgorithm", sum.algorithm())
                                        .text("ChecksumType", ChecksumFields.type(sum)));
        row.text("Size", object.size()).text("StorageClass", "STANDARD");
    }
}
