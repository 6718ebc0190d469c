package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.Deletion;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectView;
import io.nova.api.objectstore.VersionListing;
import io.nova.api.objectstore.VersionListing.Version;
import io.nova.api.objectstore.VersionQuery;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.NotFoundException;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.VersionId;
import io.nova.model.objectstore.Versioning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories beside the simplest thing that could be right: a list of versions per key. */
class VersionHistoryTest {

    private static final List<String> KEYS = List.of("a", "a\0", "a\0\0x", "a/b", "b\uD83D\uDE00");

    /** A version as the list has it; empty text for a delete marker. */
    private record Expected(VersionId id, Optional<String> text) {}

    private final Lab lab = new Lab(store -> store, 7);
    private final Map<String, List<Expected>> model = new TreeMap<>();
    private Optional<Versioning> versioning = Optional.empty();
    private int count;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void areWhatAListOfVersionsWouldBe(long seed) {
        Random random = new Random(seed);
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        for (int step = 0; step < 150; step++) {
            step(random, KEYS.get(random.nextInt(KEYS.size())));
            check();
            if (random.nextInt(4) == 0) {
                lab.pass(Duration.ofSeconds(random.nextInt(200)));
                check();
            }
        }
        // In the end all bytes that are named are there, and no others.
        lab.pass(Lab.GRACE.plusSeconds(1));
        check();
        for (String key : KEYS) {
            for (Expected version : List.copyOf(versions(key))) {
                delete(key, Optional.of(version.id()));
            }
        }
        lab.buckets.delete(OWNER, BUCKET);
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertEquals(List.of(), lab.blobs());
    }

    private void step(Random random, String key) {
        switch (random.nextInt(12)) {
            case 0 -> {
                Versioning next = random.nextInt(3) > 0 ? Versioning.ENABLED : Versioning.SUSPENDED;
                if (random.nextBoolean()) {
                    lab.buckets.setVersioning(OWNER, BUCKET, next);
                    versioning = Optional.of(next);
                }
            }
            case 1, 2, 3, 4 -> {
                String text = "text " + count++;
                putInModel(key, lab.put(key, text), text);
            }
            case 5, 6 -> delete(key, Optional.empty());
            case 7, 8 -> deleteOne(random, key);
            case 9 -> batch(random);
            case 10 -> copy(key, KEYS.get(random.nextInt(KEYS.size())), random);
            default -> lab.clock.advance(Duration.ofMillis(random.nextInt(3)));
        }
    }

    private List<Expected> versions(String key) {
        return model.computeIfAbsent(key, k -> new ArrayList<>());
    }

    private VersionId newId(Optional<VersionId> given) {
        assertEquals(versioning.isPresent(), given.isPresent());
        boolean enabled = versioning.equals(Optional.of(Versioning.ENABLED));
        VersionId id = given.orElse(VersionId.NULL);
        assertEquals(!enabled, id.isNull());
        return id;
    }

    private void putInModel(String key, ObjectInfo info, String text) {
        add(key, newId(info.version()), Optional.of(text));
    }

    private void add(String key, VersionId id, Optional<String> text) {
        if (id.isNull()) {
            versions(key).removeIf(version -> version.id().isNull());
        }
        versions(key).add(0, new Expected(id, text));
    }

    private void delete(String key, Optional<VersionId> id) {
        DeleteRequest request = new DeleteRequest(id, WriteCondition.NONE);
        Deleted deleted = lab.objects.delete(OWNER, BUCKET, new ObjectKey(key), request);
        deleteInModel(key, id, deleted);
    }

    private void deleteInModel(String key, Optional<VersionId> id, Deleted deleted) {
        if (id.isPresent()) {
            Optional<Expected> there =
                    versions(key).stream().filter(v -> v.id().equals(id.get())).findFirst();
            there.ifPresent(versions(key)::remove);
            assertEquals(id, deleted.version());
            assertEquals(there.filter(v -> v.text().isEmpty()).isPresent(), deleted.marker());
        } else if (versioning.isEmpty()) {
            assertEquals(Deleted.PLAIN, deleted);
            versions(key).clear();
        } else {
            assertTrue(deleted.marker());
            add(key, newId(deleted.version()), Optional.empty());
        }
    }

    private Optional<VersionId> some(Random random, String key) {
        int size = versions(key).size();
        return random.nextInt(8) == 0
                ? Optional.of(VersionId.NULL)
                : size == 0
                        ? Optional.empty()
                        : Optional.of(versions(key).get(random.nextInt(size)).id());
    }

    private void deleteOne(Random random, String key) {
        some(random, key).ifPresent(id -> delete(key, Optional.of(id)));
    }

    private void batch(Random random) {
        List<Deletion> batch = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            Optional<VersionId> id = random.nextInt(3) == 0 ? Optional.empty() : some(random, key);
            batch.add(new Deletion(new ObjectKey(key), new DeleteRequest(id, WriteCondition.NONE)));
        }
        for (Deletion.Result result : lab.objects.deleteAll(OWNER, BUCKET, batch)) {
            deleteInModel(
                    result.deletion().key().value(),
                    result.deletion().request().version(),
                    result.done().orElseThrow());
        }
    }

    private void copy(String from, String to, Random random) {
        Optional<VersionId> id = random.nextBoolean() ? some(random, from) : Optional.empty();
        Optional<Expected> source =
                id.isPresent()
                        ? versions(from).stream().filter(v -> v.id().equals(id.get())).findFirst()
                        : versions(from).stream().findFirst();
        CopyRequest plain = CopyRequest.of(BUCKET, new ObjectKey(from));
        CopyRequest request =
                new CopyRequest(
                        plain.bucket(),
                        plain.key(),
                        id,
                        plain.check(),
                        plain.headers(),
                        plain.tags(),
                        plain.put());
        Optional<String> text = source.flatMap(Expected::text);
        if (text.isPresent()) {
            ObjectInfo info = lab.objects.copy(OWNER, BUCKET, new ObjectKey(to), request);
            putInModel(to, info, text.get());
        }
    }

    private void check() {
        List<String> listed = new ArrayList<>();
        List<String> readable = new ArrayList<>();
        for (String key : sortedKeys()) {
            boolean latest = true;
            for (Expected version : versions(key)) {
                listed.add(
                        key + " " + version.id() + " " + version.text().isEmpty() + " " + latest);
                latest = false;
                version.text().ifPresent(text -> assertEquals(text, read(key, version.id())));
            }
            Optional<String> text = versions(key).stream().findFirst().flatMap(Expected::text);
            assertEquals(text, current(key));
            if (text.isPresent()) {
                readable.add(key);
            }
        }
        for (int limit : List.of(1, 2, 3, 1000)) {
            assertEquals(listed, list(limit));
        }
        assertEquals(readable, lab.keys(lab.list("", "", "", 1000)));
    }

    private Stream<String> keysInOrder() {
        return KEYS.stream().sorted(io.nova.spi.state.Names.ORDER);
    }

    private List<String> sortedKeys() {
        return keysInOrder().toList();
    }

    private List<String> list(int limit) {
        List<String> rows = new ArrayList<>();
        Optional<VersionListing.Next> next =
                Optional.of(new VersionListing.Next("", Optional.empty()));
        while (next.isPresent()) {
            VersionListing page =
                    lab.objects.listVersions(
                            OWNER,
                            BUCKET,
                            new VersionQuery(
                                    "", "", next.get().key(), next.get().version(), limit));
            for (Version row : page.versions()) {
                ObjectInfo info = row.info();
                rows.add(
                        info.key()
                                + " "
                                + info.version().orElseThrow()
                                + " "
                                + row.marker()
                                + " "
                                + row.latest());
            }
            next = page.next();
        }
        return rows;
    }

    private String read(String key, VersionId id) {
        return Lab.text(
                lab.objects.get(
                        OWNER, BUCKET, new ObjectKey(key), Optional.of(id), ObjectView.CONTENT));
    }

    private Optional<String> current(String key) {
        try {
            return Optional.of(lab.get(OWNER, key));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
