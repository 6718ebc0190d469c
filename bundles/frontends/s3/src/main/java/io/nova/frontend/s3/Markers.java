package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.model.CloudException;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.ObjectInfo;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells those who ask for an object of the delete marker that is in its place. */
final class Markers {

    private Markers() {}

    /** Returns the object that the request names, or the version of it. */
    static ObjectContent read(ObjectService objects, S3Call call, ObjectView view) {
        S3Target target = call.target();
        return read(
                objects,
                call,
                () ->
                        objects.get(
                                call.context(),
                                target.bucketName(),
                                target.objectKey(),
                                target.version(),
                                view));
    }

    /** Does what needs an object; if there is a delete marker, the error says which. */
    static <T> T read(ObjectService objects, S3Call call, Supplier<T> what) {
        try {
            return what.get();
        } catch (NotFoundException e) {
            if (e.type() == ResourceType.OBJECT) {
                find(objects, call).ifPresent(marker -> tell(call, marker));
            }
            throw e;
        } catch (IncorrectStateException e) {
            throw refused(objects, call, e);
        }
    }

    private static RuntimeException refused(
            ObjectService objects, S3Call call, IncorrectStateException fault) {
        Optional<ObjectInfo> marker = find(objects, call);
        if (fault.type() != ResourceType.OBJECT_VERSION || marker.isEmpty()) {
            return fault;
        }
        tell(call, marker.get());
        call.put("Last-Modified", Times.http(marker.get().modified()));
        call.put("Allow", "DELETE");
        return new S3Fault(S3Code.MethodNotAllowed, String.valueOf(fault.getMessage()))
                .with("Method", call.request().getMethod())
                .with("ResourceType", "DeleteMarker");
    }

    private static Optional<ObjectInfo> find(ObjectService objects, S3Call call) {
        S3Target target = call.target();
        try {
            return objects.findMarker(
                    call.context(), target.bucketName(), target.objectKey(), target.version());
        } catch (CloudException e) {
            // What went wrong before is what the caller is told.
            return Optional.empty();
        }
    }

    private static void tell(S3Call call, ObjectInfo marker) {
        call.put("x-amz-delete-marker", "true");
        ObjectFields.version(call, marker);
    }
}
