package io.nova.manager.objectstore;

import io.nova.api.objectstore.Expiry;
import io.nova.json.Json;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.LifecycleRule;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.Rec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the lifecycle of a bucket says of one thing. */
final class Lifecycles {

    private final List<LifecycleRule> rules;
    private final LifecycleDays days;

    private Lifecycles(List<LifecycleRule> rules, LifecycleDays days) {
        this.rules = rules;
        this.days = days;
    }

    /** Returns the rules in force; empty if there are none. */
    static Optional<Lifecycles> of(BucketConfigs configs, Rec<Bucket> bucket, LifecycleDays days) {
        return configs.find(bucket, BucketPart.LIFECYCLE, Lifecycle.class, Lifecycles::parse)
                .map(all -> new Lifecycles(inForce(all), days));
    }

    private static List<LifecycleRule> inForce(Lifecycle all) {
        return all.rules().stream().filter(LifecycleRule::enabled).toList();
    }

    static Lifecycle parse(String text) {
        return Json.read(text, Lifecycle.class);
    }

    static String text(Lifecycle lifecycle) {
        return Json.write(lifecycle);
    }

    /** Returns when an object that readers get expires, by the rule that comes first. */
    Optional<Expiry> expiry(ObjectInfo object) {
        return rules.stream()
                .filter(rule -> rule.filter().takes(object))
                .flatMap(
                        rule ->
                                days
                                        .expiry(rule, object.modified())
                                        .map(at -> new Expiry(at, rule.id()))
                                        .stream())
                .min(Comparator.comparing(Expiry::at));
    }

    boolean hasExpired(ObjectInfo object, Instant now) {
        return expiry(object).filter(expiry -> !expiry.at().isAfter(now)).isPresent();
    }

    /** Tells whether a delete marker may go, if it is all that is left of its key. */
    boolean mayGo(ObjectInfo marker, Instant now) {
        return ofKey(marker)
                .anyMatch(
                        rule ->
                                rule.expiration().filter(when -> when.markers()).isPresent()
                                        || days.expiry(rule, marker.modified())
                                                .filter(at -> !at.isAfter(now))
                                                .isPresent());
    }

    private Stream<LifecycleRule> ofKey(ObjectInfo marker) {
        return rules.stream()
                .filter(rule -> rule.filter().takes(marker.key()))
                .filter(rule -> !rule.filter().isOfBytes());
    }

    /**
     * Tells whether an older version goes.
     *
     * @param newer how many older versions of its key are newer than it
     */
    boolean hasExpired(StoredVersion version, int newer, Instant now) {
        Stream<LifecycleRule> about =
                version.isMarker()
                        ? ofKey(version.info())
                        : rules.stream().filter(rule -> rule.filter().takes(version.info()));
        return about.flatMap(rule -> rule.noncurrent().stream())
                .filter(rule -> newer >= rule.keep().orElse(0))
                .anyMatch(rule -> isOver(version, rule.days(), now));
    }

    private boolean isOver(StoredVersion version, int count, Instant now) {
        Instant since = version.since().orElse(now);
        return !days.after(since, count).isAfter(now);
    }

    /** Returns when an upload is given up, by the rule that comes first. */
    Optional<Expiry> abort(UploadInfo upload) {
        return rules.stream()
                .filter(rule -> rule.filter().takes(upload.key()))
                .flatMap(
                        rule ->
                                rule
                                        .abortDays()
                                        .map(count -> days.after(upload.initiated(), count))
                                        .map(at -> new Expiry(at, rule.id()))
                                        .stream())
                .min(Comparator.comparing(Expiry::at));
    }

    boolean hasExpired(UploadInfo upload, Instant now) {
        return abort(upload).filter(expiry -> !expiry.at().isAfter(now)).isPresent();
    }
}
