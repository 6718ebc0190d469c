package io.nova.api.objectstore;

import io.nova.model.RequestContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator sees of, and does with, the stores that keep the bytes of objects. Whatever
 * takes long goes on in the background, survives restarts, and is asked for again to see how it
 * goes. Each method asks the {@link io.nova.api.identity.Authorizer} first.
 */
@ProviderType
public interface StoreService {

    /** Returns the stores that are there, and those that hold bytes though they are not. */
    List<Store> stores(RequestContext context);

    /**
     * Has new bytes written to the store from now on, and all others moved there. What moves is
     * read as before meanwhile. To ask again for the same store is a success.
     *
     * @param to the name of the store's driver
     * @throws io.nova.model.NotFoundException if there is no such driver now
     * @throws io.nova.model.IncorrectStateException if bytes move to another store
     */
    void migrate(RequestContext context, String to);

    /** Returns how the last migration goes or went; empty if there never was one. */
    Optional<Migration> migration(RequestContext context);

    /** Begins to read all bytes and to compare them with their checksums, unless that goes on. */
    void scrub(RequestContext context);

    /** Returns how the last scrub goes or went; empty if there never was one. */
    Optional<Scrub> lastScrub(RequestContext context);

    /**
     * Lists what is damaged or missing of what objects need, as far as it was noticed.
     *
     * @param limit the most bytes to tell of; one may be part of several objects
     */
    List<Damage> damages(RequestContext context, int limit);

    /**
     * A store of bytes.
     *
     * @param name its driver's
     * @param present whether its driver is there now
     * @param writes whether new bytes go there
     * @param total in bytes; empty if nobody knows
     * @param free in bytes; empty if nobody knows
     */
    record Store(
            String name,
            boolean present,
            boolean writes,
            Optional<Long> total,
            Optional<Long> free) {}

    /**
     * How bytes move.
     *
     * @param to the store they move to
     * @param step what is done now: {@code copying}, {@code waiting} for those who still read the
     *     old ones, {@code removing} them, or {@code done}
     * @param percent of this step
     * @param blobs that were moved
     * @param bytes that were moved
     * @param failed blobs that cannot be moved since they are damaged
     */
    record Migration(
            String to,
            String step,
            int percent,
            long blobs,
            long bytes,
            long failed,
            Instant started,
            Optional<Instant> ended) {}

    /**
     * How a scrub goes.
     *
     * @param percent of what is read
     * @param blobs that were read
     * @param bytes that were read
     * @param damaged blobs whose bytes are not those that were written
     * @param missing blobs that objects need and no store has
     * @param orphans blobs that nothing needs; the collector removes them
     */
    record Scrub(
            int percent,
            long blobs,
            long bytes,
            long damaged,
            long missing,
            long orphans,
            Instant started,
            Optional<Instant> ended) {}

    /**
     * Bytes that are not what was written.
     *
     * @param blob their id in the store
     * @param store where they are; empty if no store has them
     * @param bucket of the object that needs them; empty if that cannot be told
     * @param part of the upload that the object was made of, or that is under way; 0 for none
     */
    record Damage(
            String blob,
            String store,
            Optional<String> bucket,
            Optional<String> key,
            int part,
            Instant firstSeen,
            Instant lastSeen) {}
}
