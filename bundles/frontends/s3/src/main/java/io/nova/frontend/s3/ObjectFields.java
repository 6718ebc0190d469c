package io.nova.frontend.s3;

import io.nova.model.objectstore.ObjectInfo;

/** The headers that describe an object that is read. */
final class ObjectFields {

    private ObjectFields() {}

    /**
     * Writes the headers.
     *
     * @param whole whether all bytes follow, which the checksum is about
     */
    static void write(S3Call call, ObjectInfo object, boolean whole) {
        validators(call, object);
        call.put("Accept-Ranges", "bytes");
        MetadataFields.write(call, object.headers());
        object.tags()
                .ifPresent(
                        set ->
                                call.put(
                                        "x-amz-tagging-count",
                                        Integer.toString(set.tags().size())));
        if (whole && ChecksumFields.isWanted(call)) {
            object.checksum().ifPresent(sum -> ChecksumFields.write(call, sum));
        }
    }

    /** Writes what clients know by whether the object has changed. */
    static void validators(S3Call call, ObjectInfo object) {
        call.put("Last-Modified", Times.http(object.modified()));
        call.put("ETag", quote(object.etag()));
        version(call, object);
    }

    /** Tells the version, where there are any. */
    static void version(S3Call call, ObjectInfo object) {
        object.version().ifPresent(version -> call.put("x-amz-version-id", version.value()));
    }

    static String quote(String etag) {
        return '"' + etag + '"';
    }
}
