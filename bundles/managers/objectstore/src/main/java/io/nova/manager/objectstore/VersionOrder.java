package io.nova.manager.objectstore;

import io.nova.model.objectstore.VersionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * The place of a version among those of its key, as 16 hex digits: the newer, the smaller, so that
 * the ids of records have the order in which S3 lists versions.
 *
 * <p>It counts microseconds, and goes on by one where the clock has not.
 */
record VersionOrder(String digits) {

    /** The place of an object that was written at that time and has got none. */
    static VersionOrder at(Instant time) {
        return of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    /** The place that a version's name says. */
    static VersionOrder of(VersionId named) {
        return new VersionOrder(named.value().substring(0, 16));
    }

    private static VersionOrder of(long moment) {
        return new VersionOrder(HexFormat.of().toHexDigits(Long.MAX_VALUE - moment));
    }

    /** Returns a place before this one, for something newer. */
    VersionOrder newerAt(Instant now) {
        VersionOrder at = at(now);
        return at.moment() > moment() ? at : of(moment() + 1);
    }

    private long moment() {
        return Long.MAX_VALUE - HexFormat.fromHexDigitsToLong(digits);
    }

    /**
     * Returns a name for the version in this place.
     *
     * @param random 16 hex digits
     */
    VersionId name(String random) {
        return new VersionId(digits + random);
    }
}
