package io.nova.frontend.s3;

import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectContent.Range;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.PutRequest;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.Optional;

/** What can be done with one object. */
final class ObjectOperations implements S3Operations {

    private final LifecycleService lifecycles;
    private final ObjectService objects;
    private final CopyOperations copies;

    ObjectOperations(ObjectService objects, CopyOperations copies, LifecycleService lifecycles) {
        this.lifecycles = lifecycles;
        this.objects = objects;
        this.copies = copies;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("PutObject", "PUT", Level.OBJECT, "", this::put)
                .addOfVersion("GetObject", "GET", "", this::get)
                .addOfVersion("HeadObject", "HEAD", "", this::get);
    }

    private void put(S3Call call) throws IOException {
        RefusedHeaders.check(call);
        if (call.header("x-amz-copy-source").isPresent()) {
            copies.object(call);
            return;
        }
        PutRequest request =
                PutRequest.PLAIN
                        .withHeaders(MetadataFields.read(call))
                        .withAcl(AclFields.acl(call))
                        .withTags(TagFields.header(call))
                        .withCondition(Conditions.ofWrite(call));
        ObjectInfo object =
                objects.put(
                        call.context(),
                        call.target().bucketName(),
                        call.target().objectKey(),
                        request,
                        ChecksumFields.body(call));
        call.put("ETag", ObjectFields.quote(object.etag()));
        ObjectFields.version(call, object);
        LifecycleOperations.tell(lifecycles, call, object);
        object.checksum().ifPresent(sum -> ChecksumFields.write(call, sum));
        call.finish(200);
    }

    private void get(S3Call call) {
        S3Target target = call.target();
        boolean overrides =
                target.query().keySet().stream().anyMatch(n -> n.startsWith("response-"));
        if (overrides && Anonymous.is(call.context().caller())) {
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
        ObjectContent content = Markers.read(objects, call, ObjectView.CONTENT);
        ObjectInfo object = content.info();
        RefusedHeaders.checkRead(call);
        // Caches need them with 304 as well.
        ObjectFields.validators(call, object);
        Conditions.ofRead(call).check(object);
        if (content.bucket().has(BucketPart.LIFECYCLE)) {
            LifecycleOperations.tell(lifecycles, call, object);
        }
        Optional<Range> part = part(call, content);
        Optional<Range> range =
                part.isPresent()
                        ? part
                        : call.header("range")
                                .filter(header -> isOfThis(call, object))
                                .flatMap(header -> range(call, header, object.size()));
        long length = range.map(Range::length).orElse(object.size());
        if (call.request().getMethod().equals("HEAD") || length == 0) {
            describe(call, content, part.isPresent(), range, length);
            call.finish(range.isPresent() ? 206 : 200);
            return;
        }
        // Before anything of the answer is said: what cannot be read is then an error like others.
        ObjectReader reader = content.open(range.map(Range::offset).orElse(0L), length);
        ObjectSender.First first = ObjectSender.first(reader, length);
        boolean described = false;
        try {
            describe(call, content, part.isPresent(), range, length);
            described = true;
        } finally {
            if (!described) {
                first.close();
            }
        }
        call.response().setStatus(range.isPresent() ? 206 : 200);
        first.send(call.response(), call.callback());
    }

    private static void describe(
            S3Call call,
            ObjectContent content,
            boolean ofPart,
            Optional<Range> range,
            long length) {
        ObjectInfo object = content.info();
        ObjectFields.write(call, object, range.isEmpty());
        if (ofPart && ChecksumFields.isWanted(call)) {
            int number = call.target().number("partNumber", 1);
            content.parts(number - 1, 1).stream()
                    .flatMap(one -> one.checksum().stream())
                    .forEach(sum -> call.put(sum.algorithm().header(), sum.value()));
        }
        call.put("Content-Length", Long.toString(length));
        range.ifPresent(
                r ->
                        call.put(
                                "Content-Range",
                                "bytes %d-%d/%d"
                                        .formatted(
                                                r.offset(),
                                                r.offset() + r.length() - 1,
                                                object.size())));
    }

    private static boolean isOfThis(S3Call call, ObjectInfo object) {
        return call.header("if-range").map(validator -> isOfThis(validator, object)).orElse(true);
    }

    private static boolean isOfThis(String validator, ObjectInfo object) {
        return Times.parse(validator)
                .map(time -> !Times.isAfter(object.modified(), time))
                .orElseGet(() -> Conditions.unquote(validator).equals(object.etag()));
    }

    private static Optional<Range> range(S3Call call, String header, long size) {
        try {
            return ByteRange.of(header, size);
        } catch (S3Fault e) {
            call.put("Content-Range", "bytes */" + size);
            throw e;
        }
    }

    private static Optional<Range> part(S3Call call, ObjectContent content) {
        if (!call.target().has("partNumber")) {
            return Optional.empty();
        }
        if (call.header("range").isPresent()) {
            throw new S3Fault(
                    S3Code.InvalidRequest, "Cannot specify both Range header and partNumber");
        }
        int number = call.target().number("partNumber", 0);
        Range range =
                content.part(number)
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                S3Code.InvalidPartNumber,
                                                "The requested partnumber is not satisfiable"));
        if (content.info().parts() > 0) {
            call.put("x-amz-mp-parts-count", Integer.toString(content.info().parts()));
        }
        return range.length() == 0 ? Optional.empty() : Optional.of(range);
    }
}
