package io.nova.frontend.s3;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.Page;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.UploadInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Uploads in parts. */
final class UploadOperations implements S3Operations {

    private static final int MOST = 1000;

    private final UploadService uploads;
    private final CopyOperations copies;

    UploadOperations(UploadService uploads, CopyOperations copies) {
        this.uploads = uploads;
        this.copies = copies;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("CreateMultipartUpload", "POST", Level.OBJECT, "uploads", this::begin)
                .add("UploadPart", "PUT", Level.OBJECT, "uploadId", this::part)
                .add("CompleteMultipartUpload", "POST", Level.OBJECT, "uploadId", this::complete)
                .add("AbortMultipartUpload", "DELETE", Level.OBJECT, "uploadId", this::abort)
                .add("ListParts", "GET", Level.OBJECT, "uploadId", this::listParts)
                .add("ListMultipartUploads", "GET", Level.BUCKET, "uploads", this::list);
    }

    private static UploadRef ref(S3Call call) {
        S3Target target = call.target();
        return new UploadRef(
                target.bucketName(), target.objectKey(), target.parameter("uploadId", ""));
    }

    private void begin(S3Call call) {
        RefusedHeaders.check(call);
        S3Target target = call.target();
        Optional<ChecksumAlgorithm> algorithm = ChecksumFields.algorithm(call);
        boolean composite = isComposite(call, algorithm);
        BeginUpload request =
                new BeginUpload(
                        MetadataFields.read(call),
                        AclFields.acl(call),
                        TagSet.NONE,
                        algorithm,
                        composite);
        UploadInfo upload =
                uploads.begin(call.context(), target.bucketName(), target.objectKey(), request);
        algorithm.ifPresent(
                name -> {
                    call.put("x-amz-checksum-algorithm", name.name());
                    call.put("x-amz-checksum-type", ChecksumFields.type(composite));
                });
        call.finish(
                Xml.document(
                        "InitiateMultipartUploadResult",
                        xml ->
                                xml.text("Bucket", target.bucket())
                                        .text("Key", target.key())
                                        .text("UploadId", upload.id())));
    }

    private static boolean isComposite(S3Call call, Optional<ChecksumAlgorithm> algorithm) {
        String type = call.header("x-amz-checksum-type").orElse("");
        boolean additive = algorithm.map(ChecksumAlgorithm::isAdditive).orElse(true);
        boolean nvme = algorithm.equals(Optional.of(ChecksumAlgorithm.CRC64NVME));
        return switch (type) {
            case "" -> algorithm.isPresent() && !nvme;
            case "FULL_OBJECT" -> {
                if (!additive) {
                    throw S3Fault.badArgument("x-amz-checksum-type", type);
                }
                yield false;
            }
            case "COMPOSITE" -> {
                if (nvme) {
                    throw S3Fault.badArgument("x-amz-checksum-type", type);
                }
                yield true;
            }
            default -> throw S3Fault.badArgument("x-amz-checksum-type", type);
        };
    }

    private void part(S3Call call) throws IOException {
        int number = call.target().number("partNumber", 0);
        if (call.header("x-amz-copy-source").isPresent()) {
            copies.part(call, ref(call), number);
            return;
        }
        PartInfo part =
                uploads.putPart(call.context(), ref(call), number, ChecksumFields.body(call));
        call.put("ETag", ObjectFields.quote(part.etag()));
        part.checksum().ifPresent(sum -> call.put(sum.algorithm().header(), sum.value()));
        call.finish(200);
    }

    /** The document as it is read. */
    private static final class Document {
        private final List<CompleteUpload.Part> parts = new ArrayList<>();
        private int number;
        private String etag = "";

        void leaf(String path, String text) {
            switch (path) {
                case "Part/PartNumber" -> number = number(text.strip());
                case "Part/ETag" -> etag = Conditions.unquote(text);
                case "Part" -> {
                    parts.add(new CompleteUpload.Part(number, etag));
                    number = 0;
                    etag = "";
                }
                default -> {
                    // The checksums of parts: each was checked when it came.
                }
            }
            if (parts.size() > PartInfo.MAX_NUMBER) {
                throw XmlInput.malformed();
            }
        }

        private static int number(String text) {
            if (!text.matches("[0-9]{1,9}")) {
                throw XmlInput.malformed();
            }
            return Integer.parseInt(text);
        }
    }

    private void complete(S3Call call) throws IOException {
        S3Target target = call.target();
        Document document = new Document();
        XmlInput.read(call.document(), "CompleteMultipartUpload", document::leaf);
        CompleteUpload request =
                new CompleteUpload(document.parts, Conditions.ofWrite(call), claim(call));
        ObjectInfo object = uploads.complete(call.context(), ref(call), request);
        call.finish(
                Xml.document(
                        "CompleteMultipartUploadResult",
                        xml -> {
                            xml.text("Location", "/" + target.bucket() + "/" + target.key())
                                    .text("Bucket", target.bucket())
                                    .text("Key", target.key())
                                    .text("ETag", ObjectFields.quote(object.etag()));
                            object.checksum().ifPresent(sum -> checksum(xml, sum));
                        }));
    }

    private static void checksum(Xml xml, Checksum sum) {
        xml.text("Checksum" + sum.algorithm(), sum.value())
                .text("ChecksumType", ChecksumFields.type(sum));
    }

    private static Optional<Checksum> claim(S3Call call) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = call.header(algorithm.header());
            if (value.isPresent()) {
                boolean composite = value.get().contains("-");
                return Optional.of(new Checksum(algorithm, value.get(), composite));
            }
        }
        return Optional.empty();
    }

    private void abort(S3Call call) {
        uploads.abort(call.context(), ref(call));
        call.finish(204);
    }

    private void listParts(S3Call call) {
        S3Target target = call.target();
        UploadInfo upload = uploads.get(call.context(), ref(call));
        int after = target.number("part-number-marker", 0);
        int limit = Math.min(MOST, Math.max(1, target.number("max-parts", MOST)));
        Page<PartInfo> page = uploads.listParts(call.context(), ref(call), after, limit);
        UnaryOperator<String> encode = ListOperations.encoding(target);
        call.finish(
                Xml.document(
                        "ListPartsResult",
                        xml -> {
                            xml.text("Bucket", target.bucket())
                                    .text("Key", encode.apply(target.key()))
                                    .text("UploadId", upload.id());
                            AclXml.owner(xml, "Initiator", upload.owner());
                            AclXml.owner(xml, "Owner", upload.owner());
                            xml.text("StorageClass", "STANDARD")
                                    .text("PartNumberMarker", after)
                                    .text("MaxParts", limit)
                                    .text("IsTruncated", page.next().isPresent());
                            if (page.next().isPresent()) {
                                xml.text("NextPartNumberMarker", last(page.items()).number());
                            }
                            page.items().forEach(part -> row(xml, part));
                        }));
    }

    private static <T> T last(List<T> rows) {
        return rows.get(rows.size() - 1);
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
        String prefix = target.parameter("prefix", "");
        if (target.has("delimiter") && !target.parameter("delimiter", "").isEmpty()) {
            throw S3Fault.notImplemented("a delimiter in a list of uploads");
        }
        String keyMarker = target.parameter("key-marker", "");
        String idMarker = target.parameter("upload-id-marker", "");
        int limit = Math.min(MOST, Math.max(1, target.number("max-uploads", MOST)));
        Page<UploadInfo> page =
                uploads.list(
                        call.context(), target.bucketName(), prefix, keyMarker, idMarker, limit);
        UnaryOperator<String> encode = ListOperations.encoding(target);
        call.finish(
                Xml.document(
                        "ListMultipartUploadsResult",
                        xml -> {
                            xml.text("Bucket", target.bucket())
                                    .text("KeyMarker", encode.apply(keyMarker))
                                    .text("UploadIdMarker", idMarker)
                                    .text("Prefix", encode.apply(prefix))
                                    .text("MaxUploads", limit)
                                    .text("IsTruncated", page.next().isPresent());
                            if (page.next().isPresent()) {
                                UploadInfo last = last(page.items());
                                xml.text("NextKeyMarker", encode.apply(last.key().value()))
                                        .text("NextUploadIdMarker", last.id());
                            }
                            page.items().forEach(upload -> row(xml, upload, encode));
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
                });
    }
}
