package io.nova.frontend.s3;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.ObjectContent.Range;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes whose bytes come from another object. The source is always one of this cloud. */
final class CopyOperations {

    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");

    private final ObjectService objects;
    private final UploadService uploads;

    CopyOperations(ObjectService objects, UploadService uploads) {
        this.objects = objects;
        this.uploads = uploads;
    }

    void object(S3Call call) {
        S3Target target = call.target();
        S3Target source = source(call);
        boolean replace = isReplace(call);
        if (!replace
                && source.bucket().equals(target.bucket())
                && source.key().equals(target.key())) {
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "This copy request is illegal because it is trying to copy an object to itself"
                            + " without changing the object's metadata, storage class, website"
                            + " redirect location or encryption attributes.");
        }
        Optional<ObjectHeaders> headers =
                replace ? Optional.of(MetadataFields.read(call)) : Optional.empty();
        ObjectInfo object =
                objects.copy(
                        call.context(),
                        target.bucketName(),
                        target.objectKey(),
                        request(call, source, headers));
        call.finish(
                result("CopyObjectResult", object.etag(), object.modified(), object.checksum()));
    }

    void part(S3Call call, UploadRef upload, int number) {
        S3Target source = source(call);
        Optional<Range> range = call.header("x-amz-copy-source-range").map(CopyOperations::range);
        PartInfo part =
                uploads.copyPart(
                        call.context(),
                        upload,
                        number,
                        request(call, source, Optional.empty()),
                        range);
        call.finish(result("CopyPartResult", part.etag(), part.modified(), part.checksum()));
    }

    private static CopyRequest request(
            S3Call call, S3Target source, Optional<ObjectHeaders> headers) {
        PutRequest put =
                PutRequest.PLAIN
                        .withAcl(AclFields.acl(call))
                        .withCondition(Conditions.ofWrite(call))
                        .withChecksum(ChecksumFields.algorithm(call));
        return new CopyRequest(
                source.bucketName(),
                source.objectKey(),
                source.version(),
                Conditions.ofSource(call)::check,
                headers,
                Optional.empty(),
                put);
    }

    private static S3Target source(S3Call call) {
        String header = call.header("x-amz-copy-source").orElse("");
        int mark = header.indexOf('?');
        S3Target source =
                mark < 0
                        ? S3Target.of(header, "", "")
                        : S3Target.of(header.substring(0, mark), header.substring(mark + 1), "");
        if (source.bucket().isEmpty() || source.key().isEmpty()) {
            throw new S3Fault(
                    S3Code.InvalidArgument,
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        return source;
    }

    private static boolean isReplace(S3Call call) {
        String directive = call.header("x-amz-metadata-directive").orElse("COPY");
        if (!directive.equals("COPY") && !directive.equals("REPLACE")) {
            throw new S3Fault(S3Code.InvalidArgument, "Unknown metadata directive.");
        }
        return directive.equals("REPLACE");
    }

    private static Range range(String header) {
        Matcher matcher = RANGE.matcher(header);
        if (!matcher.matches()) {
            throw S3Fault.badArgument("x-amz-copy-source-range", header);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
            throw S3Fault.badArgument("x-amz-copy-source-range", header);
        }
        return new Range(first, last - first + 1);
    }

    private static Xml result(
            String root, String etag, Instant modified, Optional<Checksum> checksum) {
        return Xml.document(
                root,
                xml -> {
                    xml.text("LastModified", Times.xml(modified))
                            .text("ETag", ObjectFields.quote(etag));
                    checksum.ifPresent(
                            sum ->
                                    xml.text("Checksum" + sum.algorithm(), sum.value())
                                            .text("ChecksumType", ChecksumFields.type(sum)));
                });
    }
}
