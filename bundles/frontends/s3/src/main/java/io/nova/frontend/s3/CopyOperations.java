package io.nova.frontend.s3;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.ObjectContent.Range;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.IncorrectStateException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes whose bytes come from another object. The source is always one of this cloud. */
final class CopyOperations {

    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");

    private final LifecycleService lifecycles;
    private final ObjectService objects;
    private final UploadService uploads;

    CopyOperations(ObjectService objects, UploadService uploads, LifecycleService lifecycles) {
        this.lifecycles = lifecycles;
        this.objects = objects;
        this.uploads = uploads;
    }

    void object(S3Call call) {
        S3Target target = call.target();
        S3Target source = source(call);
        boolean replace = isReplace(call, "metadata");
        // An older version that is copied to its own key is the latest again.
        if (!replace
                && source.version().isEmpty()
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
        Optional<TagSet> tags =
                isReplace(call, "tagging") ? Optional.of(TagFields.header(call)) : Optional.empty();
        CopyRequest request = request(call, source, headers, tags);
        ObjectInfo object =
                read(
                        () ->
                                objects.copy(
                                        call.context(),
                                        target.bucketName(),
                                        target.objectKey(),
                                        request));
        ObjectFields.version(call, object);
        LifecycleOperations.tell(lifecycles, call, object);
        call.finish(
                result("CopyObjectResult", object.etag(), object.modified(), object.checksum()));
    }

    void part(S3Call call, UploadRef upload, int number) {
        S3Target source = source(call);
        Optional<Range> range = call.header("x-amz-copy-source-range").map(CopyOperations::range);
        CopyRequest request = request(call, source, Optional.empty(), Optional.empty());
        PartInfo part =
                read(() -> uploads.copyPart(call.context(), upload, number, request, range));
        call.finish(result("CopyPartResult", part.etag(), part.modified(), part.checksum()));
    }

    /** What is copied must be an object. */
    private static <T> T read(Supplier<T> copy) {
        try {
            return copy.get();
        } catch (IncorrectStateException e) {
            if (e.type() != ResourceType.OBJECT_VERSION) {
                throw e;
            }
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "The source of a copy request may not specifically refer to a delete marker by"
                            + " version id.");
        }
    }

    private static CopyRequest request(
            S3Call call, S3Target source, Optional<ObjectHeaders> headers, Optional<TagSet> tags) {
        PutRequest put =
                PutRequest.PLAIN
                        .withAcl(AclFields.acl(call))
                        .withCondition(Conditions.ofWrite(call))
                        .withChecksum(ChecksumFields.algorithm(call));
        return new CopyRequest(
                source.bucketName(),
                source.objectKey(),
                source.version(),
                object -> {
                    Conditions.ofSource(call).check(object);
                    object.version()
                            .ifPresent(id -> call.put("x-amz-copy-source-version-id", id.value()));
                },
                headers,
                tags,
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

    private static boolean isReplace(S3Call call, String what) {
        String name = "x-amz-" + what + "-directive";
        String directive = call.header(name).orElse("COPY");
        if (!directive.equals("COPY") && !directive.equals("REPLACE")) {
            throw S3Fault.badArgument(name, directive, "Unknown " + what + " directive.");
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
