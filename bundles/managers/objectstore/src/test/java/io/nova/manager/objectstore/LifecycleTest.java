package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Expiry;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.VersionListing.Version;
import io.nova.api.objectstore.VersionQuery;
import io.nova.model.AccessDeniedException;
import io.nova.model.NotFoundException;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Lifecycle;
import io.nova.model.objectstore.LifecycleFilter;
import io.nova.model.objectstore.LifecycleFilter.Form;
import io.nova.model.objectstore.LifecycleRule;
import io.nova.model.objectstore.LifecycleRule.Expiration;
import io.nova.model.objectstore.LifecycleRule.Noncurrent;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.model.objectstore.Versioning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days pass, and what the rules say goes: nothing sooner, nothing else. */
class LifecycleTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Lab lab = new Lab();

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        // Rules wait for midnight: this is not one.
        lab.clock.advance(HOUR);
    }

    private static LifecycleFilter prefix(String prefix) {
        return new LifecycleFilter(
                Form.SINGLE,
                Optional.of(prefix),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static LifecycleRule days(String id, LifecycleFilter filter, int days) {
        return rule(
                id,
                filter,
                Optional.of(new Expiration(Optional.of(days), Optional.empty(), false)),
                Optional.empty());
    }

    private static LifecycleRule rule(
            String id,
            LifecycleFilter filter,
            Optional<Expiration> expiration,
            Optional<Noncurrent> noncurrent) {
        return new LifecycleRule(id, true, filter, expiration, noncurrent, Optional.empty());
    }

    private void put(LifecycleRule... rules) {
        lab.lifecycles.put(OWNER, BUCKET, new Lifecycle(List.of(rules)));
    }

    private List<String> keys() {
        return lab.keys(lab.list("", "", "", 1000));
    }

    private List<String> versions() {
        return lab
                .objects
                .listVersions(OWNER, BUCKET, new VersionQuery("", "", "", Optional.empty(), 1000))
                .versions()
                .stream()
                .map(LifecycleTest::name)
                .toList();
    }

    private static String name(Version version) {
        return version.info().key() + (version.marker() ? "-" : "+");
    }

    private void delete(String key) {
        lab.objects.delete(OWNER, BUCKET, new ObjectKey(key), DeleteRequest.PLAIN);
    }

    @Test
    void deletesObjectsAtTheMidnightAfterTheirDays() {
        put(days("two", prefix("log/"), 2), days("one", prefix("tmp/"), 1));
        ObjectInfo log = lab.put("log/a", "x");
        lab.put("tmp/a", "x");
        lab.put("kept", "x");
        assertEquals(
                Optional.of(new Expiry(Instant.parse("2026-01-04T00:00:00Z"), "two")),
                lab.lifecycles.expiry(BUCKET, log));
        lab.pass(Duration.ofHours(46));
        assertEquals(List.of("kept", "log/a", "tmp/a"), keys());
        lab.pass(HOUR.multipliedBy(3));
        assertEquals(List.of("kept", "log/a"), keys());
        lab.pass(DAY);
        assertEquals(List.of("kept"), keys());
        lab.pass(DAY);
        assertEquals(1, lab.blobs().size());
    }

    @Test
    void heedsTagsAndSizesAndDates() {
        LifecycleFilter tagged =
                new LifecycleFilter(
                        Form.AND,
                        Optional.of("a"),
                        Optional.of(new TagSet(Map.of("k", "v"))),
                        Optional.of(2L),
                        Optional.of(5L));
        Instant date = Instant.parse("2026-01-03T00:00:00Z");
        put(
                days("tagged", tagged, 1),
                rule(
                        "date",
                        prefix("d"),
                        Optional.of(new Expiration(Optional.empty(), Optional.of(date), false)),
                        Optional.empty()));
        PutRequest request = PutRequest.PLAIN.withTags(new TagSet(Map.of("k", "v", "l", "m")));
        lab.put(OWNER, "a-goes", "123", request);
        lab.put(OWNER, "a-small", "12", request);
        lab.put(OWNER, "a-large", "12345", request);
        lab.put("a-plain", "123");
        lab.put("d", "x");
        lab.pass(DAY.multipliedBy(2));
        assertEquals(List.of("a-large", "a-plain", "a-small"), keys());
        lab.put("d", "x");
        lab.pass(HOUR.multipliedBy(2));
        assertEquals(List.of("a-large", "a-plain", "a-small"), keys());
    }

    @Test
    void doesNothingWhileARuleIsDisabledOrGone() {
        LifecycleRule rule = days("off", prefix(""), 1);
        put(
                new LifecycleRule(
                        rule.id(),
                        false,
                        rule.filter(),
                        rule.expiration(),
                        rule.noncurrent(),
                        rule.abortDays()));
        ObjectInfo a = lab.put("a", "x");
        lab.pass(DAY.multipliedBy(5));
        assertEquals(Optional.empty(), lab.lifecycles.expiry(BUCKET, a));
        put(rule);
        lab.lifecycles.delete(OWNER, BUCKET);
        lab.pass(DAY.multipliedBy(5));
        assertEquals(List.of("a"), keys());
        assertEquals(Optional.empty(), lab.lifecycles.find(OWNER, BUCKET));
    }

    @Test
    void putsMarkersWhereVersionsAreKeptAndCleansThemUp() {
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        put(
                days("expire", prefix("e"), 1),
                rule(
                        "clean",
                        prefix("c"),
                        Optional.of(new Expiration(Optional.empty(), Optional.empty(), true)),
                        Optional.of(new Noncurrent(3, Optional.empty()))));
        lab.put("e", "x");
        lab.put("c", "x");
        delete("c");
        lab.pass(DAY.multipliedBy(2));
        assertEquals(List.of("c-", "c+", "e-", "e+"), versions());
        lab.pass(DAY.multipliedBy(2));
        // First the version, and then the marker under which there is nothing left.
        assertEquals(List.of("e-", "e+"), versions());
        lab.pass(DAY.multipliedBy(10));
        assertEquals(List.of("e-", "e+"), versions());
    }

    @Test
    void keepsTheNewestOfTheOlderVersions() {
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        put(
                rule(
                        "old",
                        prefix(""),
                        Optional.empty(),
                        Optional.of(new Noncurrent(1, Optional.of(2)))));
        for (int i = 0; i < 130; i++) {
            lab.put("many", "x" + i);
            lab.clock.advance(Duration.ofMillis(1));
        }
        lab.put("one", "x");
        lab.pass(DAY.multipliedBy(2));
        assertEquals(List.of("many+", "many+", "many+", "one+"), versions());
        assertEquals("x129", lab.get(OWNER, "many"));
        lab.pass(HOUR);
        assertEquals(4, lab.blobs().size());
    }

    @Test
    void givesUploadsUp() {
        put(
                new LifecycleRule(
                        "abort",
                        true,
                        prefix("u"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(2)));
        UploadRef goes = begin("u");
        UploadRef stays = begin("v");
        lab.pass(DAY);
        lab.uploads.get(OWNER, goes);
        lab.pass(DAY.multipliedBy(2));
        assertThrows(NotFoundException.class, () -> lab.uploads.get(OWNER, goes));
        lab.uploads.get(OWNER, stays);
        assertEquals(1, lab.blobs().size());
    }

    private UploadRef begin(String name) {
        ObjectKey key = new ObjectKey(name);
        BeginUpload request =
                new BeginUpload(
                        ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);
        UploadRef ref =
                new UploadRef(BUCKET, key, lab.uploads.begin(OWNER, BUCKET, key, request).id());
        try {
            lab.uploads.putPart(OWNER, ref, 1, Lab.body("part"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return ref;
    }

    @Test
    void walksOverMoreThanOneStepTakes() {
        put(days("all", prefix("k"), 1));
        for (int i = 0; i < 350; i++) {
            lab.put((i % 2 == 0 ? "k" : "l") + i, "x");
        }
        lab.pass(DAY.multipliedBy(2));
        assertEquals(175, keys().size());
        assertEquals(Optional.empty(), lab.store.get(Kinds.WALK, handle()));
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        put(days("all", prefix(""), 1));
        for (int i = 0; i < 250; i++) {
            lab.put("k" + i, "x");
        }
        lab.clock.advance(DAY.multipliedBy(2));
        while (lab.store.get(Kinds.WALK, handle()).isEmpty()) {
            assertTrue(lab.engine.step(), "the walk has not begun");
        }
        assertEquals(150, keys().size());
        Lab next = new Lab(lab.clock, lab.store, lab.driver, 0);
        next.pass(HOUR.multipliedBy(2));
        assertEquals(List.of(), keys());
        // One marker each: nothing was expired twice.
        assertEquals(500, versions().size());
        assertEquals(Optional.empty(), lab.store.get(Kinds.WALK, handle()));
    }

    private String handle() {
        return lab.buckets.get(OWNER, BUCKET).handle();
    }

    @Test
    void isTheOwnersAloneAndGoesWithTheBucket() {
        Lifecycle rules = new Lifecycle(List.of(days("a", prefix(""), 1)));
        assertThrows(AccessDeniedException.class, () -> lab.lifecycles.put(OTHER, BUCKET, rules));
        assertThrows(AccessDeniedException.class, () -> lab.lifecycles.find(OTHER, BUCKET));
        lab.lifecycles.put(OWNER, BUCKET, rules);
        assertEquals(Optional.of(rules), lab.lifecycles.find(OWNER, BUCKET));
        lab.buckets.delete(OWNER, BUCKET);
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        assertEquals(Optional.empty(), lab.lifecycles.find(OWNER, BUCKET));
    }
}
