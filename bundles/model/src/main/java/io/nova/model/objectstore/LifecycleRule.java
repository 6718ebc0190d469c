package io.nova.model.objectstore;

import java.time.Instant;
import java.util.Optional;

/**
 * A rule of a bucket's lifecycle: what becomes of objects by itself.
 *
 * @param id names it in the bucket
 * @param expiration of what readers get
 * @param noncurrent what becomes of older versions
 * @param abortDays so long after its begin an upload is given up
 */
public record LifecycleRule(
        String id,
        boolean enabled,
        LifecycleFilter filter,
        Optional<Expiration> expiration,
        Optional<Noncurrent> noncurrent,
        Optional<Integer> abortDays) {

    /**
     * When objects are deleted: one of these.
     *
     * @param days after they were written
     * @param date a midnight from which on all are
     * @param markers not at all, but delete markers go under which there is nothing left
     */
    public record Expiration(Optional<Integer> days, Optional<Instant> date, boolean markers) {}

    /**
     * When older versions are removed.
     *
     * @param days after they ceased to be the latest
     * @param keep so many of the newest of them stay
     */
    public record Noncurrent(int days, Optional<Integer> keep) {}
}
