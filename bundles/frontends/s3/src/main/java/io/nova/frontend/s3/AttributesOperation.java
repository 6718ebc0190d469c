package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is known of an object, as far as the client wants to know it. */
final class AttributesOperation implements S3Operations {

    private static final String WANTED = "x-amz-object-attributes";
    private static final Set<String> NAMES =
            Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");
    private static final int MOST = 1000;

    private final ObjectService objects;

    AttributesOperation(ObjectService objects) {
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.addOfVersion("GetObjectAttributes", "GET", "attributes", this::get);
    }

    private void get(S3Call call) {
        Set<String> wanted = wanted(call);
        ObjectContent content = Markers.read(objects, call, ObjectView.ATTRIBUTES);
        RefusedHeaders.checkRead(call);
        ObjectInfo object = content.info();
        int after = number(call, "x-amz-part-number-marker", 0);
        int limit = Math.min(MOST, number(call, "x-amz-max-parts", MOST));
        call.put("Last-Modified", Times.http(object.modified()));
        ObjectFields.version(call, object);
        call.finish(
                Xml.document(
                        "GetObjectAttributesResponse",
                        xml -> {
                            if (wanted.contains("ETag")) {
                                xml.text("ETag", object.etag());
                            }
                            if (wanted.contains("Checksum") && object.checksum().isPresent()) {
                                xml.element(
                                        "Checksum", row -> checksum(row, object.checksum().get()));
                            }
                            if (wanted.contains("ObjectParts") && object.parts() > 0) {
                                List<PartInfo> parts = content.parts(after, limit);
                                xml.element(
                                        "ObjectParts",
                                        row -> parts(row, object, parts, after, limit));
                            }
                            if (wanted.contains("StorageClass")) {
                                xml.text("StorageClass", "STANDARD");
                            }
                            if (wanted.contains("ObjectSize")) {
                                xml.text("ObjectSize", object.size());
                            }
                        }));
    }

    private static Set<String> wanted(S3Call call) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String value : call.request().getHeaders().getCSV(WANTED, false)) {
            if (!NAMES.contains(value)) {
                throw S3Fault.badArgument(WANTED, value, "Invalid attribute name specified.");
            }
            wanted.add(value);
        }
        if (wanted.isEmpty()) {
            throw new S3Fault(
                    S3Code.InvalidRequest, "Missing required header for this request: " + WANTED);
        }
        return wanted;
    }

    private static int number(S3Call call, String name, int otherwise) {
        String text = call.header(name).orElse(Integer.toString(otherwise));
        if (!text.matches("[0-9]{1,9}")) {
            throw S3Fault.badArgument(name, text);
        }
        return Integer.parseInt(text);
    }

    private static void checksum(Xml xml, Checksum sum) {
        xml.text("Checksum" + sum.algorithm(), sum.value())
                .text("ChecksumType", ChecksumFields.type(sum));
    }

    /** The parts themselves are told only of objects whose parts are summed, as S3 does. */
    private static void parts(
            Xml xml, ObjectInfo object, List<PartInfo> parts, int after, int limit) {
        xml.text("PartsCount", object.parts());
        if (object.checksum().isEmpty()) {
            return;
        }
        int end = after + parts.size();
        xml.text("PartNumberMarker", after)
                .text("NextPartNumberMarker", end)
                .text("MaxParts", limit)
                .text("IsTruncated", end < object.parts());
        for (int i = 0; i < parts.size(); i++) {
            PartInfo part = parts.get(i);
            int place = after + i + 1;
            xml.element(
                    "Part",
                    row -> {
                        // By this number a GET of the part finds it.
                        row.text("PartNumber", place).text("Size", part.size());
                        part.checksum()
                                .ifPresent(
                                        sum -> row.text("Checksum" + sum.algorithm(), sum.value()));
                    });
        }
    }
}
