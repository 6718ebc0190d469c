package io.nova.frontend.s3;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.ObjectService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.BucketName;
import io.nova.model.CloudException;
import java.io.IOException;
import java.util.Iterator;

/** Deletes one object, or many by a document. */
final class DeleteOperations implements S3Operations {

    private final ObjectService objects;

    DeleteOperations(ObjectService objects) {
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.addOfVersion("DeleteObject", "DELETE", "", this::one)
                .add("DeleteObjects", "POST", Level.BUCKET, "delete", this::many);
    }

    private void one(S3Call call) {
        S3Target target = call.target();
        Deleted deleted =
                objects.delete(
                        call.context(),
                        target.bucketName(),
                        target.objectKey(),
                        new DeleteRequest(target.version(), Conditions.ofDelete(call)));
        deleted.version().ifPresent(version -> call.put("x-amz-version-id", version.value()));
        if (deleted.marker()) {
            call.put("x-amz-delete-marker", "true");
        }
        call.finish(204);
    }

    private void many(S3Call call) throws IOException {
        ChecksumFields.requireSome(call);
        BucketName bucket = call.target().bucketName();
        DeleteDocument document = DeleteDocument.read(call.document());
        Iterator<Deletion.Result> results =
                objects.deleteAll(call.context(), bucket, document.deletions()).iterator();
        call.finish(
                Xml.document(
                        "DeleteResult",
                        xml -> {
                            for (DeleteDocument.Row row : document.rows()) {
                                if (row.fault().isPresent()) {
                                    error(xml, row, row.fault().get());
                                } else {
                                    result(xml, row, results.next(), document.quiet());
                                }
                            }
                        }));
    }

    private static void result(
            Xml xml, DeleteDocument.Row row, Deletion.Result result, boolean quiet) {
        if (result.refused().isPresent()) {
            error(xml, row, result.refused().get());
        } else if (!quiet) {
            xml.element("Deleted", element -> deleted(element, row, result.done().orElseThrow()));
        }
    }

    private static void deleted(Xml xml, DeleteDocument.Row row, Deleted deleted) {
        xml.text("Key", row.key());
        row.version().ifPresent(version -> xml.text("VersionId", version));
        if (deleted.marker()) {
            xml.text("DeleteMarker", true);
            deleted.version().ifPresent(version -> xml.text("DeleteMarkerVersionId", version));
        }
    }

    private static void error(Xml xml, DeleteDocument.Row row, CloudException fault) {
        xml.element(
                "Error",
                element -> {
                    element.text("Key", row.key());
                    row.version().ifPresent(version -> element.text("VersionId", version));
                    element.text("Code", S3Errors.of(fault))
                            .text("Message", String.valueOf(fault.getMessage()));
                });
    }
}
