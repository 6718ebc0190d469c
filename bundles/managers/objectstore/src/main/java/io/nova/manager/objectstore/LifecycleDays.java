package io.nova.manager.objectstore;

import io.nova.model.objectstore.LifecycleRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When what a lifecycle says is due. It happens at midnight, after the days are over.
 *
 * @param length of a day, of at least a second; tests have short ones
 */
record LifecycleDays(Duration length) {

    /** Returns the first midnight at which so many days are over. */
    Instant after(Instant begin, int days) {
        Instant end = begin.plus(length.multipliedBy(days));
        long day = length.toMillis();
        long over = Math.floorMod(end.toEpochMilli(), day);
        Instant exact = Instant.ofEpochMilli(end.toEpochMilli());
        boolean midnight = over == 0 && exact.equals(end);
        return midnight ? end : exact.plusMillis(day - over);
    }

    /** Returns when an object that was written then expires by the rule; empty if never. */
    Optional<Instant> expiry(LifecycleRule rule, Instant modified) {
        return rule.expiration()
                .flatMap(when -> when.days().map(days -> after(modified, days)).or(when::date));
    }
}
