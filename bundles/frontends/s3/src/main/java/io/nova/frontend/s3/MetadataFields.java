package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nova.model.objectstore.ObjectHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;

/** The headers that are kept with an object for those who read it, both ways. */
final class MetadataFields {

    private static final String META = "x-amz-meta-";
    private static final int META_LIMIT = 2048;
    private static final List<String> SYSTEM =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-type",
                    "expires");
    private static final String DEFAULT_TYPE = "binary/octet-stream";

    private MetadataFields() {}

    /** Reads what is to be kept with an object. */
    static ObjectHeaders read(S3Call call) {
        Map<String, String> system = new LinkedHashMap<>();
        SYSTEM.forEach(name -> call.header(name).ifPresent(value -> system.put(name, value)));
        Map<String, String> user = new LinkedHashMap<>();
        int size = 0;
        for (HttpField field : call.request().getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith(META)) {
                String value = HeaderText.read(String.valueOf(field.getValue()).strip());
                user.merge(name.substring(META.length()), value, (a, b) -> a + "," + b);
                size += name.length() - META.length();
                size += value.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (size > META_LIMIT) {
            throw new S3Fault(
                    S3Code.MetadataTooLarge,
                    "Your metadata headers exceed the maximum allowed metadata size");
        }
        return new ObjectHeaders(system, user);
    }

    /** Writes the headers of an object, or those that the query wants instead. */
    static void write(S3Call call, ObjectHeaders headers) {
        call.put("Content-Type", DEFAULT_TYPE);
        headers.system().forEach(call::put);
        headers.user().forEach((name, value) -> call.put(META + name, HeaderText.write(value)));
        for (String name : SYSTEM) {
            call.target()
                    .parameter("response-" + name)
                    .ifPresent(value -> override(call, name, value));
        }
    }

    private static void override(S3Call call, String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw S3Fault.badArgument("response-" + name, value);
        }
        if (!ISO_8859_1.newEncoder().canEncode(value)) {
            throw S3Fault.badArgument(
                    "response-" + name,
                    value,
                    "Header value cannot be represented using ISO-8859-1.");
        }
        call.put(name, value);
    }
}
