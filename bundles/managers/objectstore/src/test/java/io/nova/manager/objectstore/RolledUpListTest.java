package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.VersionListing;
import io.nova.api.objectstore.VersionQuery;
import io.nova.model.Page;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.Versioning;
import io.nova.spi.state.Names;
import io.nova.spi.state.StateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Lists with common prefixes: what is in them, and how much is read for them. */
class RolledUpListTest {

    private int rowsRead;
    private final Lab lab = new Lab(this::counted);

    private StateStore counted(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object result = method.invoke(store, arguments);
                                if (result instanceof Page<?> page) {
                                    rowsRead += page.items().size();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void readsAFewRowsOfEachPrefixAndSeeksBehindIt() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        for (int folder = 0; folder < 20; folder++) {
            for (int file = 0; file < 100; file++) {
                lab.put("folder%02d/%03d".formatted(folder, file), "x");
            }
        }
        rowsRead = 0;
        ObjectListing page = lab.list("", "/", "", 1000);
        assertEquals(20, page.commonPrefixes().size());
        assertTrue(rowsRead < 200, rowsRead + " of 2000 rows were read for 20 prefixes");
        rowsRead = 0;
        assertEquals(7, lab.list("", "/", "", 7).commonPrefixes().size());
        assertTrue(rowsRead < 100, rowsRead + " rows were read for 7 prefixes");
        rowsRead = 0;
        assertEquals(100, lab.list("folder07/", "/", "", 1000).objects().size());
        assertTrue(rowsRead < 250, rowsRead + " rows were read for 100 keys");
    }

    @Test
    void rollsVersionsUpAsAListOfThemWould() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        lab.buckets.setVersioning(OWNER, BUCKET, Versioning.ENABLED);
        Random random = new Random(3);
        List<String> parts = List.of("a", "b", "/", "a/", "\0", "\uD83D\uDE00");
        TreeSet<String> keys = new TreeSet<>(Names.ORDER);
        for (int i = 0; i < 60; i++) {
            StringBuilder key = new StringBuilder("a");
            for (int j = random.nextInt(4); j >= 0; j--) {
                key.append(parts.get(random.nextInt(parts.size())));
            }
            keys.add(key.toString());
        }
        for (String key : keys) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                lab.put(key, "x");
            }
            if (random.nextBoolean()) {
                lab.objects.delete(OWNER, BUCKET, new ObjectKey(key), DeleteRequest.PLAIN);
            }
        }
        List<VersionListing.Version> all =
                lab.objects
                        .listVersions(
                                OWNER, BUCKET, new VersionQuery("", "", "", Optional.empty(), 1000))
                        .versions();
        for (String prefix : List.of("", "a", "a/", "aa", "ab/", "z", "a\0")) {
            for (String delimiter : List.of("", "/", "a/", "b")) {
                List<String> expected = expected(all, prefix, delimiter);
                for (int limit : List.of(1, 2, 7, 1000)) {
                    assertEquals(expected, listed(prefix, delimiter, limit));
                }
            }
        }
    }

    private static List<String> expected(
            List<VersionListing.Version> all, String prefix, String delimiter) {
        List<String> rows = new ArrayList<>();
        for (VersionListing.Version version : all) {
            String key = version.info().key().value();
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (!key.startsWith(prefix)) {
                continue;
            }
            if (at < 0) {
                rows.add(name(version));
            } else if (!rows.contains(key.substring(0, at + delimiter.length()))) {
                rows.add(key.substring(0, at + delimiter.length()));
            }
        }
        rows.sort(Names.ORDER);
        return rows;
    }

    private static String name(VersionListing.Version version) {
        return version.info().key() + " " + version.info().version().orElseThrow();
    }

    private List<String> listed(String prefix, String delimiter, int limit) {
        List<String> rows = new ArrayList<>();
        Optional<VersionListing.Next> next =
                Optional.of(new VersionListing.Next("", Optional.empty()));
        while (next.isPresent()) {
            VersionQuery query =
                    new VersionQuery(
                            prefix, delimiter, next.get().key(), next.get().version(), limit);
            VersionListing page = lab.objects.listVersions(OWNER, BUCKET, query);
            page.versions().forEach(version -> rows.add(name(version)));
            rows.addAll(page.commonPrefixes());
            assertTrue(page.versions().size() + page.commonPrefixes().size() <= limit);
            next = page.next();
        }
        rows.sort(Names.ORDER);
        return rows;
    }
}
