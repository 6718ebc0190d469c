package io.nova.manager.objectstore;

import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.ObjectInfo;

/**
 * An object's record.
 *
 * @param bucket the bucket's handle
 */
record StoredObject(String bucket, ObjectInfo info, Content content) {

    StoredObject withAcl(CannedAcl acl) {
        ObjectInfo changed =
                new ObjectInfo(
                        info.key(),
                        info.owner(),
                        info.size(),
                        info.etag(),
                        info.modified(),
                        info.headers(),
                        acl,
                        info.checksum(),
                        info.parts());
        return new StoredObject(bucket, changed, content);
    }
}
