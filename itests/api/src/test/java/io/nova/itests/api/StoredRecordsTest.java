package io.nova.itests.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nova.api.cluster.CheckService.Check;
import io.nova.api.cluster.Fault;
import io.nova.api.network.VpcService;
import io.nova.driver.identity.local.IdentityRules;
import io.nova.json.Json;
import io.nova.manager.cluster.CheckManager;
import io.nova.manager.cluster.ClusterRules;
import io.nova.manager.compute.ComputeRules;
import io.nova.manager.identity.PolicyAuthorizer;
import io.nova.manager.image.ImageRules;
import io.nova.manager.network.NetworkRules;
import io.nova.manager.objectstore.ObjectRules;
import io.nova.manager.volume.VolumeRules;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.RecordRules;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The records of the release before are those of this one. {@code records-1.backup} is what {@code
 * nova:backup} of that release wrote for a cloud with some of everything; it stays as it is until
 * the next release is the one before.
 */
class StoredRecordsTest {

    private static final RequestContext OPERATOR =
            new RequestContext(
                    "upgrade",
                    new Caller(
                            new UserId("operator"),
                            new ProjectId("000000000001"),
                            new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                            Set.of(Role.CLOUDADMIN)));

    /** Whatever an instance's network is, its pool is called after it. */
    private static final VpcService POOLS =
            (VpcService)
                    Proxy.newProxyInstance(
                            VpcService.class.getClassLoader(),
                            new Class<?>[] {VpcService.class},
                            (proxy, method, arguments) -> "addresses/" + arguments[0]);

    private static final List<RecordRules> RULES =
            List.of(
                    new ClusterRules(),
                    new ComputeRules(POOLS),
                    new IdentityRules(),
                    new ImageRules(),
                    new NetworkRules(),
                    new ObjectRules(),
                    new VolumeRules());

    private static InputStream backup() throws IOException {
        return new GZIPInputStream(
                StoredRecordsTest.class.getResourceAsStream("/records-1.backup"));
    }

    @Test
    void aCloudOfTheReleaseBeforeIsWholeOnceItsRecordsAreStoredAnew() throws Exception {
        MemoryStateStore store = new MemoryStateStore(Clock.systemUTC());
        try (InputStream in = backup()) {
            store.restore(in);
        }
        Check check = check(store);
        assertEquals(Map.of(), check.unchecked());
        check.repair(OPERATOR, Fault.INDEX).forEach(one -> assertTrue(one.done(), one.why()));
        assertEquals(List.of(), check(store).findings());
    }

    /** Were one without a rule, nobody would see it drift. */
    @Test
    void everyCounterAndEveryNumberOfAPoolIsWatched() throws Exception {
        MemoryStateStore store = new MemoryStateStore(Clock.systemUTC());
        try (InputStream in = backup()) {
            store.restore(in);
        }
        List<String> damaged = new ArrayList<>();
        try (InputStream in = backup()) {
            StateArchive.read(
                    in,
                    line -> {
                        if (line instanceof StateLine.Used used) {
                            damage(store, tx -> tx.quota(used.scope(), 1, Long.MAX_VALUE));
                            damaged.add("COUNTER counter " + used.scope());
                        } else if (line instanceof StateLine.Owned own) {
                            damage(store, tx -> tx.give(own.pool(), own.owner(), own.item()));
                            damaged.add("LOST " + kind(own) + " " + own.owner());
                        }
                    });
        }
        damaged.sort(String::compareTo);
        assertEquals(
                String.join("\n", damaged),
                String.join(
                        "\n",
                        check(store).findings().stream()
                                .filter(one -> one.fault() != Fault.INDEX)
                                .map(one -> one.fault() + " " + one.subject())
                                .sorted()
                                .toList()));
    }

    private static String kind(StateLine.Owned number) {
        return number.pool().startsWith("public") ? "elastic-address" : "instance";
    }

    private static void damage(MemoryStateStore store, UnaryOperator<Tx.Builder> step) {
        Tx.Builder tx = Tx.of("damage/" + store.info().seq());
        assertInstanceOf(CommitResult.Ok.class, store.commit(step.apply(tx).build()));
    }

    private static Check check(MemoryStateStore store) throws InterruptedException {
        CheckManager.Config soon =
                (CheckManager.Config)
                        Proxy.newProxyInstance(
                                CheckManager.Config.class.getClassLoader(),
                                new Class<?>[] {CheckManager.Config.class},
                                (proxy, method, arguments) -> 1);
        return new CheckManager(
                        store,
                        new PolicyAuthorizer(),
                        new IdSource(new Random()),
                        RULES,
                        List.of(),
                        soon)
                .check(OPERATOR, records -> {});
    }

    @Test
    void recordsThatAreStoredAnewKeepWhatTheReleaseAfterAdded() throws IOException {
        Map<String, KindRules<?>> kinds = new HashMap<>();
        RULES.forEach(one -> one.kinds().forEach(of -> kinds.put(of.kind().name(), of)));
        List<String> lost = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        try (InputStream in = backup()) {
            StateArchive.read(
                    in,
                    line -> {
                        if (line instanceof StateLine.Row row && kinds.containsKey(row.kind())) {
                            seen.add(row.kind());
                            if (!keeps(kinds.get(row.kind()).kind(), row)) {
                                lost.add(row.kind() + " " + row.id());
                            }
                        }
                    });
        }
        assertEquals(List.of(), lost);
        assertTrue(seen.size() >= 20, "records of " + seen + " alone");
    }

    private static <T> boolean keeps(Kind<T> kind, StateLine.Row row) {
        ObjectNode newer = (ObjectNode) Json.tree(row.stored());
        newer.put("addedLater", "unknown");
        String stored = newer.toString();
        JsonNode again = Json.tree(kind.encode(kind.decode(stored), stored));
        return newer.properties().stream()
                .allMatch(field -> field.getValue().equals(again.get(field.getKey())));
    }

    @Test
    void nothingIsLostOfWhatTheReleaseAfterAddedToPartsOfRecords() throws IOException {
        Map<String, KindRules<?>> kinds = new HashMap<>();
        RULES.forEach(one -> one.kinds().forEach(of -> kinds.put(of.kind().name(), of)));
        List<String> lost = new ArrayList<>();
        Map<String, Integer> planted = new TreeMap<>();
        try (InputStream in = backup()) {
            StateArchive.read(
                    in,
                    line -> {
                        if (line instanceof StateLine.Row row && kinds.containsKey(row.kind())) {
                            Kind<?> kind = kinds.get(row.kind()).kind();
                            planted.merge(row.kind(), plant(kind, row, lost), Integer::sum);
                        }
                    });
        }
        assertEquals(List.of(), lost);
        planted.values().removeIf(number -> number == 0);
        assertTrue(planted.size() >= 8, "fields within parts of " + planted + " alone");
    }

    /** Adds a field to each part of a record in turn; returns to how many. */
    private static <T> int plant(Kind<T> kind, StateLine.Row row, List<String> lost) {
        T value = kind.decode(row.stored());
        ObjectNode newer = (ObjectNode) Json.tree(row.stored());
        int planted = 0;
        for (ObjectNode part : parts(newer)) {
            part.put("addedLater", "unknown");
            String stored = newer.toString();
            // Where names are keys, the value is another by one more.
            if (reads(kind, stored, value)) {
                planted++;
                if (!kind.encode(value, stored).contains("addedLater")) {
                    lost.add(row.kind() + " " + row.id() + " " + part);
                }
            }
            part.remove("addedLater");
        }
        return planted;
    }

    private static <T> boolean reads(Kind<T> kind, String stored, T value) {
        try {
            return kind.decode(stored).equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<ObjectNode> parts(JsonNode whole) {
        List<ObjectNode> parts = new ArrayList<>();
        for (JsonNode part : whole) {
            if (part instanceof ObjectNode object) {
                parts.add(object);
            }
            parts.addAll(parts(part));
        }
        return parts;
    }
}
