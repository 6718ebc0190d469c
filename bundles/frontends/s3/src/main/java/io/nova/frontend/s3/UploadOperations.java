package io.nova.frontend.s3;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpURI;

/** Uploads in parts. */
final class UploadOperations implements S3Operations {

    private final LifecycleService lifecycles;
    private final UploadService uploads;
    private final CopyOperations copies;

    UploadOperations(UploadService uploads, CopyOperations copies, LifecycleService lifecycles) {
        this.lifecycles = lifecycles;
        this.uploads = uploads;
        this.copies = copies;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("CreateMultipartUpload", "POST", Level.OBJECT, "uploads", this::begin)
                .add("UploadPart", "PUT", Level.OBJECT, "uploadId", this::part)
                .add("CompleteMultipartUpload", "POST", Level.OBJECT, "uploadId", this::complete)
                .add("AbortMultipartUpload", "DELETE", Level.OBJECT, "uploadId", this::abort);
    }

    static UploadRef ref(S3Call call) {
        S3Target target = call.target();
        return new UploadRef(
                target.bucketName(), target.objectKey(), target.parameter("uploadId", ""));
    }

    private void begin(S3Call call) {
        RefusedHeaders.check(call);
        S3Target target = call.target();
        Optional<ChecksumAlgorithm> algorithm = ChecksumFields.algorithm(call);
        boolean composite = ChecksumFields.isComposite(call, algorithm);
        BeginUpload request =
                new BeginUpload(
                        MetadataFields.read(call),
                        AclFields.acl(call),
                        TagFields.header(call),
                        algorithm,
                        composite);
        UploadInfo upload =
                uploads.begin(call.context(), target.bucketName(), target.objectKey(), request);
        LifecycleOperations.tell(lifecycles, call, upload);
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

    private void part(S3Call call) throws IOException {
        RefusedHeaders.check(call);
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

    private void complete(S3Call call) throws IOException {
        S3Target target = call.target();
        CompleteUpload request =
                new CompleteUpload(
                        CompleteDocument.read(call.document()),
                        Conditions.ofWrite(call),
                        claim(call),
                        size(call),
                        ChecksumFields.type(call));
        ObjectInfo object = uploads.complete(call.context(), ref(call), request);
        ObjectFields.version(call, object);
        LifecycleOperations.tell(lifecycles, call, object);
        call.finish(
                Xml.document(
                        "CompleteMultipartUploadResult",
                        xml -> {
                            xml.text("Location", location(call))
                                    .text("Bucket", target.bucket())
                                    .text("Key", target.key())
                                    .text("ETag", ObjectFields.quote(object.etag()));
                            object.checksum().ifPresent(sum -> checksum(xml, sum));
                        }));
    }

    private static String location(S3Call call) {
        HttpURI uri = call.request().getHttpURI();
        return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }

    private static Optional<Long> size(S3Call call) {
        String name = "x-amz-mp-object-size";
        Optional<String> text = call.header(name);
        if (text.isPresent() && !text.get().matches("[0-9]{1,18}")) {
            throw new S3Fault(S3Code.InvalidRequest, "Value for " + name + " header is invalid.");
        }
        return text.map(Long::valueOf);
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
}
