package io.nova.manager.objectstore;

import io.nova.model.objectstore.UploadInfo;

/**
 * The record of an upload under way.
 *
 * @param bucket the bucket's handle
 * @param sealed whether someone was about to complete it with the parts of that moment; a part that
 *     comes later breaks the seal
 */
record StoredUpload(String bucket, UploadInfo info, boolean sealed) {

    StoredUpload withSealed(boolean value) {
        return new StoredUpload(bucket, info, value);
    }
}
