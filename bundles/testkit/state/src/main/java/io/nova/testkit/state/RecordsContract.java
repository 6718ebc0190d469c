package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.Page;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Records and their index entries. */
public interface RecordsContract extends StoreUnderTest {

    @Test
    default void aCreatedRecordIsRead() {
        Server server = new Server("web", "p1", Optional.of("h1"), 7);
        CommitResult.Ok ok = commit(tx -> tx.create(SERVER, "i-1", server));
        Rec<Server> read = store().get(SERVER, "i-1").orElseThrow();
        assertEquals(new Rec<>("i-1", server, ok.seq()), read);
        assertEquals(store().info().epoch(), ok.epoch());
        assertEquals(ok.seq(), store().info().seq());
        assertEquals(Optional.empty(), store().get(SERVER, "i-2"));
        assertEquals(Optional.empty(), store().get(SERVER_LOG, "i-1"));
    }

    @Test
    default void manyRecordsAreReadInTheOrderAskedFor() {
        created("i-1", Server.of("one", "p1"));
        created("i-2", Server.of("two", "p1"));
        List<String> ids = List.of("i-2", "i-9", "i-1", "i-2");
        assertEquals(
                List.of("two", "one", "two"),
                store().getAll(SERVER, ids).stream().map(rec -> rec.value().name()).toList());
        assertEquals(List.of(), store().getAll(SERVER, List.of()));
    }

    @Test
    default void recordsWithOneOfSomeEntriesAreFoundAmongFewAndAmongMany() {
        for (int i = 0; i < 6; i++) {
            created("i-" + i, new Server("s" + i, "p1", Optional.of("h" + i % 3), 1));
        }
        Records<Server> records = new Records<>(store(), SERVER);
        IndexEntry all = IndexEntry.of("project", "p1");
        List<String> hosts = List.of("h0", "h1", "h2", "h3", "h4", "h5", "h6");
        Function<String, IndexEntry> host = name -> IndexEntry.of("host", name);
        assertEquals(List.of(), records.among(all, List.of(), host));
        assertEquals(List.of(), records.among(IndexEntry.of("project", "p2"), hosts, host));
        assertEquals(
                List.of("s1", "s4"),
                records.among(all, hosts.subList(1, 2), host).stream()
                        .map(rec -> rec.value().name())
                        .toList(),
                "looked up, as there are many others");
        assertEquals(6, records.among(all, hosts, host).size(), "read through, as there are few");
    }

    @Test
    default void aRecordIsNotCreatedTwice() {
        created("i-1", Server.of("one", "p1"));
        CommitResult again = attempt(tx -> tx.create(SERVER, "i-1", Server.of("two", "p2")));
        assertEquals(new CommitResult.Exists(SERVER, "i-1"), again);
        assertEquals("one", store().get(SERVER, "i-1").orElseThrow().value().name());
        assertEquals(List.of(), idsIn("p2"));
    }

    @Test
    default void anUpdateNeedsTheVersionThatWasRead() {
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        CommitResult.Ok ok = commit(tx -> tx.update(SERVER, first, first.value().sized(2)));
        assertTrue(ok.seq() > first.version());
        assertEquals(
                new CommitResult.Conflict(SERVER, "i-1", ok.seq()),
                attempt(tx -> tx.update(SERVER, first, first.value().sized(3))));
        assertEquals(
                new CommitResult.Conflict(SERVER, "i-1", ok.seq()),
                attempt(tx -> tx.delete(SERVER, first)));
        assertEquals(2, store().get(SERVER, "i-1").orElseThrow().value().size());
    }

    @Test
    default void aRecordThatIsNotThereIsNeitherUpdatedNorRemoved() {
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        commit(tx -> tx.delete(SERVER, first));
        CommitResult.Conflict gone = new CommitResult.Conflict(SERVER, "i-1", 0);
        assertEquals(gone, attempt(tx -> tx.update(SERVER, first, first.value())));
        assertEquals(gone, attempt(tx -> tx.delete(SERVER, first)));
        for (long version : new long[] {0, Tx.ANY}) {
            TxOp update = new TxOp.Update<>(SERVER, "i-1", version, taken -> first.value());
            assertEquals(gone, store().commit(new Tx("update " + version, List.of(update))));
            TxOp delete = new TxOp.Delete(SERVER, "i-1", version);
            assertEquals(gone, store().commit(new Tx("delete " + version, List.of(delete))));
        }
    }

    @Test
    default void aRecordThatComesBackHasAGreaterVersion() {
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        commit(tx -> tx.delete(SERVER, first));
        assertEquals(Optional.empty(), store().get(SERVER, "i-1"));
        assertEquals(List.of(), idsIn("p1"));
        assertTrue(created("i-1", first.value()).version() > first.version());
    }

    @Test
    default void expectationsAreHeld() {
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        long version = first.version();
        commit(tx -> tx.expect(SERVER, "i-1", version).expect(SERVER, "i-1", Tx.ANY));
        commit(tx -> tx.expectAbsent(SERVER, "i-2"));
        assertEquals(
                new CommitResult.Conflict(SERVER, "i-1", version),
                attempt(tx -> tx.expectAbsent(SERVER, "i-1")));
        assertEquals(
                new CommitResult.Conflict(SERVER, "i-1", version),
                attempt(tx -> tx.expect(SERVER, "i-1", version + 1)));
        assertEquals(
                new CommitResult.Conflict(SERVER, "i-2", 0),
                attempt(tx -> tx.expect(SERVER, "i-2", Tx.ANY)));
    }

    @Test
    default void aStepSeesWhatThoseBeforeItDid() {
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        commit(
                tx ->
                        tx.delete(SERVER, first)
                                .expectAbsent(SERVER, "i-1")
                                .create(SERVER, "i-1", Server.of("new", "p2"))
                                .expect(SERVER, "i-1", Tx.ANY)
                                .create(SERVER, "i-2", Server.of("two", "p2")));
        assertEquals("new", store().get(SERVER, "i-1").orElseThrow().value().name());
        assertEquals(List.of("i-1", "i-2"), idsIn("p2"));
        assertEquals(List.of(), idsIn("p1"));
        assertEquals(
                new CommitResult.Exists(SERVER, "i-3"),
                attempt(
                        tx ->
                                tx.create(SERVER, "i-3", Server.of("a", "p3"))
                                        .create(SERVER, "i-3", Server.of("b", "p3"))));
        assertEquals(List.of(), idsIn("p3"));
    }

    @Test
    default void aRecordCreatedAndRemovedInOneTransactionWasNeverThere() {
        TxOp delete = new TxOp.Delete(SERVER, "i-1", Tx.ANY);
        Server server = Server.of("web", "p1");
        TxOp create = new TxOp.Create<>(SERVER, "i-1", taken -> server);
        store().commit(new Tx("both", List.of(create, delete)));
        assertEquals(Optional.empty(), store().get(SERVER, "i-1"));
        assertEquals(List.of(), idsIn("p1"));
    }

    @Test
    default void aRecordIsFoundByItsPresentEntriesAlone() {
        Rec<Server> first = created("i-1", new Server("web", "p1", Optional.of("h1"), 1));
        commit(tx -> tx.update(SERVER, first, first.value().in("p2")));
        assertEquals(List.of(), idsIn("p1"));
        assertEquals(List.of("i-1"), idsIn("p2"));
        assertEquals(0, store().count(SERVER, IndexEntry.of("project", "p1")));
        assertEquals(1, store().count(SERVER, IndexEntry.of("project", "p2")));
        assertEquals(1, store().count(SERVER, IndexEntry.of("host", "h1")));
        assertEquals(0, store().count(SERVER_LOG, IndexEntry.of("project", "p2")));
    }

    @Test
    default void theStoreKnowsWhichEntriesToRemove() {
        // The caller's kind has no indexes, as that of another release might: the old go anyway.
        Rec<Server> first = created("i-1", Server.of("web", "p1"));
        Kind<Server> blind = new Kind<>("server", Server.class, server -> List.of());
        commit(tx -> tx.delete(blind, first));
        assertEquals(List.of(), idsIn("p1"));
        assertEquals(0, store().count(SERVER, IndexEntry.of("project", "p1")));

        Rec<Server> second = created("i-2", Server.of("web", "p1"));
        commit(tx -> tx.update(blind, second, second.value()));
        assertEquals(List.of(), idsIn("p1"));
    }

    @Test
    default void fieldsOfANewerReleaseSurviveAnOlderWriter() {
        NewerServer newer =
                new NewerServer("web", "p1", Optional.empty(), 1, List.of("blue", "green"));
        commit(tx -> tx.create(NEWER_SERVER, "i-1", newer));
        Rec<Server> old = store().get(SERVER, "i-1").orElseThrow();
        commit(tx -> tx.update(SERVER, old, old.value().sized(5)));
        NewerServer read = store().get(NEWER_SERVER, "i-1").orElseThrow().value();
        assertEquals(List.of("blue", "green"), read.tags());
        assertEquals(5, read.size());
        assertEquals(List.of("i-1"), idsIn("p1"));
    }

    @Test
    default void aNewRecordInheritsNothingFromTheOneBefore() {
        NewerServer newer = new NewerServer("web", "p1", Optional.empty(), 1, List.of("blue"));
        commit(tx -> tx.create(NEWER_SERVER, "i-1", newer));
        Rec<Server> old = store().get(SERVER, "i-1").orElseThrow();
        commit(tx -> tx.delete(SERVER, old).create(SERVER, "i-1", old.value()));
        assertEquals(null, store().get(NEWER_SERVER, "i-1").orElseThrow().value().tags());
    }

    @Test
    default void aRecordMayBeLargeButNotTooLarge() {
        int frame = SERVER.encode(Server.of("", "p1")).length();
        Server largest = Server.of("x".repeat(Tx.MAX_RECORD - frame), "p1");
        assertEquals(largest, created("i-1", largest).value());
        List<String> before = StoreUnderTest.contents(store());
        Server larger = Server.of(largest.name() + "x", "p1");
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> attempt(tx -> tx.quota("q", 1, 9).create(SERVER, "i-2", larger)));
        assertTrue(String.valueOf(refused.getMessage()).contains("i-2"), refused.getMessage());
        assertEquals(before, StoreUnderTest.contents(store()));
    }

    @Test
    default void aTransactionHoldsAsManyStepsAsItMay() {
        commit(
                tx -> {
                    for (int i = 0; i < Tx.MAX_OPS; i++) {
                        tx.create(SERVER, "i-" + i, Server.of("n" + i, "p1"));
                    }
                });
        assertEquals(Tx.MAX_OPS, store().count(SERVER, IndexEntry.of("project", "p1")));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        attempt(
                                tx -> {
                                    for (int i = 0; i <= Tx.MAX_OPS; i++) {
                                        tx.quota("q", 1, 1000);
                                    }
                                }));
        assertEquals(0, store().used("q"));
    }

    /** Enough for any page to be far from both ends, and for a store to have to keep them apart. */
    int MANY_ROWS = 20_000;

    @Test
    default void aWalkOverManyRowsHasEachOnceAndInOrder() {
        List<String> wanted = new ArrayList<>();
        for (int from = 0; from < MANY_ROWS; from += Tx.MAX_OPS) {
            int first = from;
            commit(
                    tx -> {
                        for (int i = first; i < Math.min(MANY_ROWS, first + Tx.MAX_OPS); i++) {
                            String id = "i-%05d".formatted(i);
                            String project = i % 2 == 0 ? "even" : "odd";
                            tx.create(SERVER, id, Server.of("n", project));
                            if (i % 2 == 1) {
                                wanted.add(id);
                            }
                        }
                    });
        }
        List<String> seen = new ArrayList<>();
        int pages = 0;
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            Page<Rec<Server>> page =
                    store().query(
                                    SERVER,
                                    IndexEntry.of("project", "odd"),
                                    next.get(),
                                    StateStore.MAX_PAGE);
            page.items().forEach(rec -> seen.add(rec.id()));
            next = page.next();
            pages++;
        }
        assertEquals(wanted, seen);
        assertEquals(MANY_ROWS / 2 / StateStore.MAX_PAGE, pages);
        assertEquals(MANY_ROWS / 2, store().count(SERVER, IndexEntry.of("project", "even")));
    }
}
