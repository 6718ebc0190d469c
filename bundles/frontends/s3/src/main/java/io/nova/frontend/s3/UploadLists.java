package io.nova.frontend.s3;

import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.Page;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import java.util.function.UnaryOperator;

/** Lists of uploads under way, and of their parts. */
final class UploadLists implements S3Operations {

    private static final int MOST = 1000;

    private final UploadService uploads;
    private final LifecycleService lifecycles;

    UploadLists(UploadService uploads, LifecycleService lifecycles) {
        this.lifecycles = lifecycles;
        this.uploads = uploads;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("ListParts", "GET", Level.OBJECT, "uploadId", this::listParts)
                .add("ListMultipartUploads", "GET", Level.BUCKET, "uploads", this::list);
    }

    private void listParts(S3Call call) {
        S3Target target = call.target();
        UploadRef ref = UploadOperations.ref(call);
        UploadInfo upload = uploads.get(call.context(), ref);
        LifecycleOperations.tell(lifecycles, call, upload);
        int after = target.number("part-number-marker", 0);
        int limit = Math.min(MOST, Math.max(1, target.number("max-parts", MOST)));
        Page<PartInfo> page = uploads.listParts(call.context(), ref, after, limit);
        UnaryOperator<String> encode = ListOperations.encoding(target);
        int last = page.items().isEmpty() ? 0 : page.items().get(page.items().size() - 1).number();
        call.finish(
                Xml.document(
                        "ListPartsResult",
                        xml -> {
                            xml.text("Bucket", target.bucket())
                                    .text("Key", encode.apply(target.key()))
                                    .text("UploadId", upload.id());
                            AclXml.owner(xml, "Initiator", upload.owner());
                            AclXml.owner(xml, "Owner", upload.owner());
                            xml.text("StorageClass", "STANDARD");
                            checksum(xml, upload);
                            xml.text("PartNumberMarker", after)
                                    .text("NextPartNumberMarker", last)
                                    .text("MaxParts", limit)
                                    .text("IsTruncated", page.next().isPresent());
                            page.items().forEach(part -> row(xml, part));
                        }));
    }

    private static void checksum(Xml xml, UploadInfo upload) {
        upload.checksum()
                .ifPresent(
                        algorithm ->
                                xml.text("ChecksumAlgorithm", algorithm)
                                        .text(
                                                "ChecksumType",
                                                ChecksumFields.type(upload.composite())));
    }

    private static void row(Xml xml, PartInfo part) {
        xml.element(
                "Part",
                row -> {
                    row.text("PartNumber", part.number())
                            .text("LastModified", Times.xml(part.modified()))
                            .text("ETag", ObjectFields.quote(part.etag()))
                            .text("Size", part.size());
                    part.checksum()
                            .ifPresent(sum -> row.text("Checksum" + sum.algorithm(), sum.value()));
                });
    }

    private void list(S3Call call) {
        S3Target target = call.target();
        String keyMarker = target.parameter("key-marker", "");
        // Without a key a marker of ids says nothing.
        String idMarker = keyMarker.isEmpty() ? "" : target.parameter("upload-id-marker", "");
        int limit = Math.min(MOST, Math.max(1, target.number("max-uploads", MOST)));
        UploadPage page =
                new UploadPage(
                        target.parameter("prefix", ""), target.parameter("delimiter", ""), limit);
        page.fill(
                keyMarker,
                idMarker,
                (key, id) ->
                        uploads.list(
                                call.context(), target.bucketName(), page.prefix(), key, id, MOST));
        UnaryOperator<String> encode = ListOperations.encoding(target);
        call.finish(
                Xml.document(
                        "ListMultipartUploadsResult",
                        xml -> {
                            xml.text("Bucket", target.bucket())
                                    .text("KeyMarker", encode.apply(keyMarker))
                                    .text("UploadIdMarker", idMarker)
                                    .text("NextKeyMarker", encode.apply(page.lastKey()))
                                    .text("NextUploadIdMarker", page.lastId());
                            if (!page.delimiter().isEmpty()) {
                                xml.text("Delimiter", encode.apply(page.delimiter()));
                            }
                            xml.text("Prefix", encode.apply(page.prefix()));
                            target.parameter("encoding-type")
                                    .ifPresent(word -> xml.text("EncodingType", word));
                            xml.text("MaxUploads", limit).text("IsTruncated", page.isTruncated());
                            page.uploads().forEach(upload -> row(xml, upload, encode));
                            page.prefixes()
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

    private static void row(Xml xml, UploadInfo upload, UnaryOperator<String> encode) {
        xml.element(
                "Upload",
                row -> {
                    row.text("Key", encode.apply(upload.key().value()))
                            .text("UploadId", upload.id());
                    AclXml.owner(row, "Initiator", upload.owner());
                    AclXml.owner(row, "Owner", upload.owner());
                    row.text("StorageClass", "STANDARD")
                            .text("Initiated", Times.xml(upload.initiated()));
                    checksum(row, upload);
                });
    }
}
