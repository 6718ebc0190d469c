package io.nova.api.objectstore;

import io.nova.model.CloudException;
import io.nova.model.objectstore.ObjectKey;
import java.util.Optional;

/** One of many keys to delete. */
public record Deletion(ObjectKey key, DeleteRequest request) {

    /**
     * What became of it: it was done, or refused with the fault that the deletion of this key alone
     * would have thrown.
     */
    public record Result(
            Deletion deletion, Optional<Deleted> done, Optional<CloudException> refused) {

        /** It was done. */
        public static Result of(Deletion deletion, Deleted done) {
            return new Result(deletion, Optional.of(done), Optional.empty());
        }

        /** It was refused. */
        public static Result of(Deletion deletion, CloudException fault) {
            return new Result(deletion, Optional.empty(), Optional.of(fault));
        }
    }
}
