package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.WriteCondition;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.BucketName;
import io.nova.model.CloudException;
import io.nova.model.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes one object, or many by a document. */
final class DeleteOperations {

    private static final int MOST = 1000;

    private final ObjectService objects;

    DeleteOperations(ObjectService objects) {
        this.objects = objects;
    }

    void addTo(S3Routes routes) {
        routes.add("DeleteObject", "DELETE", Level.OBJECT, "", this::one)
                .add("DeleteObjects", "POST", Level.BUCKET, "delete", this::many);
    }

    private void one(S3Call call) {
        objects.delete(
                call.context(),
                call.target().bucketName(),
                call.target().objectKey(),
                Conditions.ofWrite(call));
        call.finish(204);
    }

    /** The document as it is read. */
    private static final class Document {
        private final List<String> keys = new ArrayList<>();
        private boolean quiet;

        void leaf(String path, String text) {
            switch (path) {
                case "Object/Key" -> keys.add(text);
                case "Quiet" -> quiet = text.strip().equals("true");
                case "Object/VersionId" ->
                        throw S3Fault.notImplemented("versions of objects to delete");
                default -> {
                    // The object's own end, or a field that is not needed.
                }
            }
            if (keys.size() > MOST) {
                throw XmlInput.malformed();
            }
        }
    }

    private void many(S3Call call) throws IOException {
        BucketName bucket = call.target().bucketName();
        Document document = new Document();
        XmlInput.read(call.document(), "Delete", document::leaf);
        if (document.keys.isEmpty()) {
            throw XmlInput.malformed();
        }
        call.finish(
                Xml.document(
                        "DeleteResult",
                        xml -> {
                            for (String key : document.keys) {
                                Optional<CloudException> fault = delete(call, bucket, key);
                                if (fault.isPresent()) {
                                    error(xml, key, fault.get());
                                } else if (!document.quiet) {
                                    xml.element("Deleted", row -> row.text("Key", key));
                                }
                            }
                        }));
    }

    /** A key that cannot be deleted does not keep the others from it. */
    private Optional<CloudException> delete(S3Call call, BucketName bucket, String key) {
        try {
            objects.delete(call.context(), bucket, new ObjectKey(key), WriteCondition.NONE);
            return Optional.empty();
        } catch (io.nova.model.NotFoundException e) {
            throw e;
        } catch (CloudException e) {
            return Optional.of(e);
        }
    }

    private static void error(Xml xml, String key, CloudException fault) {
        xml.element(
                "Error",
                row ->
                        row.text("Key", key)
                                .text("Code", S3Errors.of(fault))
                                .text("Message", String.valueOf(fault.getMessage())));
    }
}
