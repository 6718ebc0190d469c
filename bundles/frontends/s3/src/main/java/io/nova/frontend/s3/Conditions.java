package io.nova.frontend.s3;

import io.nova.api.objectstore.WriteCondition;
import io.nova.model.objectstore.ObjectInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The conditions in the headers of a request.
 *
 * @param prefix of the headers' names; not empty for those about the source of a copy
 */
record Conditions(S3Call call, String prefix) {

    private static final String COPY_SOURCE = "x-amz-copy-source-";

    static Conditions ofRead(S3Call call) {
        return new Conditions(call, "");
    }

    static Conditions ofSource(S3Call call) {
        return new Conditions(call, COPY_SOURCE);
    }

    /** Throws if the object is not the one wanted. */
    void check(ObjectInfo object) {
        Optional<String> match = header("if-match");
        Optional<String> noneMatch = header("if-none-match");
        if (match.isPresent()) {
            if (!matches(match.get(), object)) {
                throw failed();
            }
        } else if (time("if-unmodified-since")
                .filter(since -> Times.isAfter(object.modified(), since))
                .isPresent()) {
            throw failed();
        }
        if (noneMatch.isPresent()) {
            if (matches(noneMatch.get(), object)) {
                throw unchanged();
            }
        } else if (time("if-modified-since")
                .filter(since -> !Times.isAfter(object.modified(), since))
                .isPresent()) {
            throw unchanged();
        }
    }

    private Optional<String> header(String name) {
        return call.header(prefix + name);
    }

    private Optional<Instant> time(String name) {
        return header(name).flatMap(Times::parse);
    }

    private static boolean matches(String header, ObjectInfo object) {
        return Arrays.stream(header.split(",", -1))
                .map(Conditions::unquote)
                .anyMatch(etag -> etag.equals("*") || etag.equals(object.etag()));
    }

    /** Returns an ETag without quotes and without the mark of a weak one. */
    static String unquote(String text) {
        String etag = text.strip();
        if (etag.startsWith("W/")) {
            etag = etag.substring(2);
        }
        boolean quoted = etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }

    private S3Fault unchanged() {
        return prefix.isEmpty() ? new S3Fault(S3Code.NotModified, "Not Modified") : failed();
    }

    private static S3Fault failed() {
        return new S3Fault(
                S3Code.PreconditionFailed,
                "At least one of the pre-conditions you specified did not hold");
    }

    /** Returns the condition of a write. */
    static WriteCondition ofWrite(S3Call call) {
        Optional<String> none = call.header("if-none-match");
        if (none.isPresent() && !none.get().equals("*")) {
            throw S3Fault.notImplemented("If-None-Match with an ETag");
        }
        return WriteCondition.NONE
                .withAbsent(none.isPresent())
                .withEtag(call.header("if-match").map(Conditions::unquote));
    }

    /** Returns the condition of a deletion. */
    static WriteCondition ofDelete(S3Call call) {
        return ofWrite(call)
                .withSize(call.header("x-amz-if-match-size").map(Conditions::size))
                .withModified(
                        call.header("x-amz-if-match-last-modified-time").map(Conditions::modified));
    }

    /** Reads a size that must be the object's. */
    static long size(String text) {
        if (!text.strip().matches("[0-9]{1,18}")) {
            throw S3Fault.badArgument("Size", text);
        }
        return Long.parseLong(text.strip());
    }

    /** Reads a time that must be the object's: here nothing that is wrong may be passed over. */
    static Instant modified(String text) {
        return Times.parse(text.strip())
                .or(() -> Times.parseXml(text.strip()))
                .orElseThrow(() -> S3Fault.badArgument("LastModifiedTime", text));
    }
}
