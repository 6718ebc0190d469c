package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectBody;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;

/** The headers that describe an object, both ways. */
final class ObjectFields {

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

    /** What changes the meaning of a write and is not there: refused, never ignored. */
    private static final List<String> UNKNOWN =
            List.of(
                    "x-amz-server-side-encryption",
                    "x-amz-server-side-encryption-customer-algorithm",
                    "x-amz-object-lock-mode",
                    "x-amz-object-lock-legal-hold",
                    "x-amz-tagging",
                    "x-amz-website-redirect-location",
                    "x-amz-grant-read",
                    "x-amz-grant-write",
                    "x-amz-grant-read-acp",
                    "x-amz-grant-write-acp",
                    "x-amz-grant-full-control",
                    "x-amz-write-offset-bytes");

    private ObjectFields() {}

    static void refuseUnknown(S3Call call) {
        for (String name : UNKNOWN) {
            if (call.header(name).isPresent()) {
                throw S3Fault.notImplemented(name);
            }
        }
        Optional<String> storageClass = call.header("x-amz-storage-class");
        if (storageClass.isPresent() && !storageClass.get().equals("STANDARD")) {
            throw new S3Fault(
                    S3Code.InvalidStorageClass, "The storage class you specified is not valid");
        }
    }

    /** Reads what is to be kept with an object. */
    static ObjectHeaders read(S3Call call) {
        Map<String, String> system = new LinkedHashMap<>();
        SYSTEM.forEach(name -> call.header(name).ifPresent(value -> system.put(name, value)));
        Map<String, String> user = new LinkedHashMap<>();
        int size = 0;
        for (HttpField field : call.request().getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith(META)) {
                String value = String.valueOf(field.getValue()).strip();
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

    static CannedAcl acl(S3Call call) {
        return call.header("x-amz-acl")
                .map(
                        word ->
                                CannedAcl.find(word)
                                        .orElseThrow(() -> S3Fault.badArgument("x-amz-acl", word)))
                .orElse(CannedAcl.PRIVATE);
    }

    /** Returns with what the client sums the body. */
    static Optional<ChecksumAlgorithm> algorithm(S3Call call) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (call.header(algorithm.header()).isPresent()
                    || call.header("x-amz-trailer")
                            .filter(name -> name.equalsIgnoreCase(algorithm.header()))
                            .isPresent()) {
                return Optional.of(algorithm);
            }
        }
        return word(call, "x-amz-checksum-algorithm")
                .or(() -> word(call, "x-amz-sdk-checksum-algorithm"));
    }

    private static Optional<ChecksumAlgorithm> word(S3Call call, String header) {
        return call.header(header)
                .map(
                        word ->
                                ChecksumAlgorithm.find(word)
                                        .orElseThrow(() -> S3Fault.badArgument(header, word)));
    }

    /** Returns the request's body; whether it is the one promised is checked on its way here. */
    static ObjectBody body(S3Call call) {
        if (call.request().getLength() < 0) {
            throw new S3Fault(
                    S3Code.MissingContentLength,
                    "You must provide the Content-Length HTTP header.");
        }
        Optional<ChecksumAlgorithm> algorithm = algorithm(call);
        InputStream stream = call.body();
        return new ObjectBody() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<String> md5() {
                return Optional.empty();
            }

            @Override
            public Optional<ChecksumAlgorithm> algorithm() {
                return algorithm;
            }

            @Override
            public Optional<Checksum> checksum() {
                return Optional.empty();
            }
        };
    }

    /** Writes the headers of an object that is read. */
    static void write(S3Call call, ObjectInfo object, boolean whole) {
        call.put("Last-Modified", Times.http(object.modified()));
        call.put("ETag", quote(object.etag()));
        call.put("Accept-Ranges", "bytes");
        call.put("Content-Type", DEFAULT_TYPE);
        object.headers().system().forEach(call::put);
        object.headers().user().forEach((name, value) -> call.put(META + name, value));
        if (whole && call.header("x-amz-checksum-mode").isPresent()) {
            object.checksum().ifPresent(sum -> write(call, sum));
        }
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
        call.put(name, value);
    }

    static void write(S3Call call, Checksum sum) {
        call.put(sum.algorithm().header(), sum.value());
        call.put("x-amz-checksum-type", sum.composite() ? "COMPOSITE" : "FULL_OBJECT");
    }

    static String quote(String etag) {
        return '"' + etag + '"';
    }
}
