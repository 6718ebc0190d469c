package io.nova.manager.objectstore;

import io.nova.model.objectstore.ObjectInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The record that the cloud's services may read an object. The id says which bytes are meant. It
 * goes some time after the last version that has them.
 *
 * @param bucket the bucket's handle
 * @param key the object's key as text
 */
record HandedObject(String bucket, String key, String etag) {

    static HandedObject of(String bucket, ObjectInfo object) {
        return new HandedObject(bucket, object.key().value(), object.etag());
    }

    /** Returns the record's id, which is the same for the same bytes under the same key. */
    String id() {
        // The key may hold anything; of the other two the form is fixed.
        String text = bucket + " " + etag + " " + key;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
