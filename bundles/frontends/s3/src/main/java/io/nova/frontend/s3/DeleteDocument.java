package io.nova.frontend.s3;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.WriteCondition;
import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.InvalidParameterException;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The document that says which objects to delete. */
record DeleteDocument(List<Row> rows, boolean quiet) {

    private static final int MOST = 1000;

    /**
     * One object of the document: what to delete, or why that cannot be a key or a version.
     *
     * @param key as written
     * @param version as written
     */
    record Row(
            String key,
            Optional<String> version,
            Optional<Deletion> deletion,
            Optional<InvalidParameterException> fault) {}

    static DeleteDocument read(byte[] document) {
        Node root = XmlInput.tree(document, "Delete");
        List<Node> objects = root.children("Object");
        if (objects.isEmpty() || objects.size() > MOST) {
            throw XmlInput.malformed();
        }
        return new DeleteDocument(
                objects.stream().map(DeleteDocument::row).toList(),
                root.text("Quiet").filter(text -> text.strip().equals("true")).isPresent());
    }

    private static Row row(Node object) {
        String key = object.text("Key").orElseThrow(XmlInput::malformed);
        Optional<String> version = object.text("VersionId").filter(text -> !text.isEmpty());
        WriteCondition condition = condition(object);
        try {
            DeleteRequest request = new DeleteRequest(version.map(VersionId::new), condition);
            Deletion deletion = new Deletion(new ObjectKey(key), request);
            return new Row(key, version, Optional.of(deletion), Optional.empty());
        } catch (InvalidParameterException e) {
            // A key that cannot be deleted does not keep the others from it.
            return new Row(key, version, Optional.empty(), Optional.of(e));
        }
    }

    private static WriteCondition condition(Node object) {
        Optional<Long> size = object.text("Size").map(Conditions::size);
        Optional<Instant> modified = object.text("LastModifiedTime").map(Conditions::modified);
        return WriteCondition.NONE
                .withEtag(object.text("ETag").map(Conditions::unquote))
                .withSize(size)
                .withModified(modified);
    }

    /** Returns what is to be deleted, without what cannot be. */
    List<Deletion> deletions() {
        return rows.stream().flatMap(row -> row.deletion().stream()).toList();
    }
}
