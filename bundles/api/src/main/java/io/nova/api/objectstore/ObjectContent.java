package io.nova.api.objectstore;

import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** An object as it was when it was asked for, whatever becomes of its key meanwhile. */
@ProviderType
public interface ObjectContent {

    /** Returns what is known of it. */
    ObjectInfo info();

    /** Returns the bucket that it is in. */
    Bucket bucket();

    /**
     * Opens a range of it.
     *
     * @param offset from 0
     * @param length how much at most; the range ends with the object
     */
    ObjectReader open(long offset, long length);

    /** Returns the range of a part, from 1; empty if there is no such part. */
    Optional<Range> part(int number);

    /**
     * Returns the parts that it was uploaded in, in their order; none if in one piece.
     *
     * @param after how many to leave out from the first on
     * @param limit how many at most
     */
    List<PartInfo> parts(int after, int limit);

    /** So many bytes from an offset. */
    record Range(long offset, long length) {}
}
