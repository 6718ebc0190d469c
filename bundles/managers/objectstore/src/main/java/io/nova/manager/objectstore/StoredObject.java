package io.nova.manager.objectstore;

import io.nova.model.objectstore.ObjectInfo;

/**
 * An object's record.
 *
 * @param bucket the bucket's handle
 */
record StoredObject(String bucket, ObjectInfo info, Content content) {

    StoredObject with(ObjectInfo changed) {
        return new StoredObject(bucket, changed, content);
    }
}
