package io.nova.manager.objectstore;

import io.nova.api.objectstore.UploadRef;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.Optional;

/** Finds the upload that a caller asks for, if the caller may. */
final class UploadLookup {

    private final StateStore store;
    private final Ledger ledger;
    private final S3Access access;

    UploadLookup(StateStore store, Ledger ledger, S3Access access) {
        this.store = store;
        this.ledger = ledger;
        this.access = access;
    }

    /**
     * Returns the upload's bucket, if the caller may do that to the upload or, where it is gone, to
     * its key.
     */
    Bucket bucket(RequestContext context, UploadRef ref, String action) {
        Rec<Bucket> bucket = ledger.bucket(ref.bucket());
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(ref.key());
        Optional<UploadInfo> upload = find(bucket.value(), ref).map(rec -> rec.value().info());
        access.require(upload.map(asked::of).orElse(asked));
        return bucket.value();
    }

    /** Returns the upload, if the caller may do that to it. */
    Rec<StoredUpload> require(RequestContext context, UploadRef ref, String action) {
        Rec<Bucket> bucket = ledger.bucket(ref.bucket());
        Optional<Rec<StoredUpload>> upload = find(bucket.value(), ref);
        AccessRequest asked = AccessRequest.of(context, action, bucket).of(ref.key());
        access.require(upload.map(rec -> asked.of(rec.value().info())).orElse(asked));
        return upload.orElseThrow(() -> missing(ref));
    }

    /** Returns the upload; empty if it was never begun, or has ended. */
    Optional<Rec<StoredUpload>> find(Bucket bucket, UploadRef ref) {
        return isId(ref.id())
                ? store.get(
                        Kinds.UPLOAD, Kinds.uploadId(bucket.handle(), ref.key().value(), ref.id()))
                : Optional.empty();
    }

    /** Tells whether any upload can have this id. */
    static boolean isId(String text) {
        return text.matches("[0-9a-f]{32}");
    }

    /**
     * @throws NotFoundException if there is none
     */
    Rec<StoredUpload> get(Bucket bucket, UploadRef ref) {
        return find(bucket, ref).orElseThrow(() -> missing(ref));
    }

    /** Returns the fault of a request for an upload that is not there. */
    static NotFoundException missing(UploadRef ref) {
        return new NotFoundException(
                ResourceType.UPLOAD,
                ref.id(),
                "The specified upload does not exist. The upload ID may be invalid, or the upload"
                        + " may have been aborted or completed.");
    }
}
