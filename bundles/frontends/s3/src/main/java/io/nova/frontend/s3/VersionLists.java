package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.VersionListing;
import io.nova.api.objectstore.VersionListing.Version;
import io.nova.api.objectstore.VersionQuery;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.VersionId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Lists the versions of a bucket. */
final class VersionLists implements S3Operations {

    private static final int MOST = 1000;

    private final ObjectService objects;

    VersionLists(ObjectService objects) {
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("ListObjectVersions", "GET", Level.BUCKET, "versions", this::list);
    }

    private void list(S3Call call) {
        S3Target target = call.target();
        Optional<String> version = target.parameter("version-id-marker");
        VersionQuery query =
                new VersionQuery(
                        target.parameter("prefix", ""),
                        target.parameter("delimiter", ""),
                        target.parameter("key-marker", ""),
                        version.map(text -> version(target, text)),
                        Math.min(MOST, target.number("max-keys", MOST)));
        UnaryOperator<String> encode = ListOperations.encoding(target);
        VersionListing page = objects.listVersions(call.context(), target.bucketName(), query);
        call.finish(
                Xml.document(
                        "ListVersionsResult",
                        xml -> {
                            head(xml, target, query, encode);
                            page.next().ifPresent(next -> next(xml, next, encode));
                            xml.text("IsTruncated", page.next().isPresent());
                            page.versions().forEach(row -> row(xml, row, encode));
                            page.commonPrefixes()
                                    .forEach(prefix -> prefix(xml, encode.apply(prefix)));
                        }));
    }

    private static VersionId version(S3Target target, String text) {
        if (text.isEmpty()) {
            throw S3Fault.badArgument(
                    "version-id-marker", text, "A version-id marker cannot be empty.");
        }
        if (target.parameter("key-marker", "").isEmpty()) {
            throw S3Fault.badArgument(
                    "version-id-marker",
                    text,
                    "A version-id marker cannot be specified without a key marker.");
        }
        return new VersionId(text);
    }

    private static void head(
            Xml xml, S3Target target, VersionQuery query, UnaryOperator<String> encode) {
        xml.text("Name", target.bucket())
                .text("Prefix", encode.apply(query.prefix()))
                .text("KeyMarker", encode.apply(query.afterKey()))
                .text("VersionIdMarker", query.afterVersion().map(VersionId::value).orElse(""))
                .text("MaxKeys", query.limit());
        if (!query.delimiter().isEmpty()) {
            xml.text("Delimiter", encode.apply(query.delimiter()));
        }
        target.parameter("encoding-type").ifPresent(type -> xml.text("EncodingType", type));
    }

    private static void next(Xml xml, VersionListing.Next next, UnaryOperator<String> encode) {
        xml.text("NextKeyMarker", encode.apply(next.key()));
        next.version().ifPresent(id -> xml.text("NextVersionIdMarker", id));
    }

    private static void prefix(Xml xml, String prefix) {
        xml.element("CommonPrefixes", row -> row.text("Prefix", prefix));
    }

    private static void row(Xml xml, Version version, UnaryOperator<String> encode) {
        ObjectInfo object = version.info();
        xml.element(
                version.marker() ? "DeleteMarker" : "Version",
                row -> {
                    row.text("Key", encode.apply(object.key().value()))
                            .text("VersionId", object.version().orElse(VersionId.NULL))
                            .text("IsLatest", version.latest())
                            .text("LastModified", Times.xml(object.modified()));
                    if (!version.marker()) {
                        ListOperations.content(row, object);
                    }
                    AclXml.owner(row, "Owner", object.owner());
                });
    }
}
