package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Names;
import io.nova.spi.state.Rec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ids and index values of any text. */
public interface NamesContract extends StoreUnderTest {

    /** Texts that a store with a careless form of its keys would take for one another. */
    List<String> NASTY =
            List.of(
                    "a",
                    "a\0",
                    "a\0b",
                    "a\0\0",
                    "a\0\1",
                    "a\0\u00ff",
                    "a\1",
                    "\0",
                    "\1",
                    "ab",
                    "a:b",
                    "a:",
                    ":",
                    "{c1}",
                    "{",
                    "}",
                    "a/b",
                    "a b",
                    "*",
                    "a\nb",
                    "\"",
                    "\\",
                    "\u00e9",
                    "e\u0301",
                    "\u65e5\u672c",
                    "\uffff",
                    "\ue000",
                    "\ud83d\ude00",
                    "\udbff\udfff",
                    "x".repeat(Names.MAX_BYTES),
                    "x".repeat(Names.MAX_BYTES - 1),
                    "\u65e5".repeat(Names.MAX_BYTES / 3));

    @Test
    default void anyTextIsAnIdOfItsOwn() {
        commit(tx -> NASTY.forEach(id -> tx.create(SERVER, id, Server.of(id, "p1"))));
        for (String id : NASTY) {
            Rec<Server> read = store().get(SERVER, id).orElseThrow();
            assertEquals(id, read.id());
            assertEquals(id, read.value().name());
        }
        assertEquals(NASTY.stream().sorted(Names.ORDER).toList(), idsIn("p1"));
    }

    @Test
    default void aPageMayEndAtAnyId() {
        commit(tx -> NASTY.forEach(id -> tx.create(SERVER, id, Server.of(id, "p1"))));
        List<String> sorted = NASTY.stream().sorted(Names.ORDER).toList();
        IndexEntry entry = IndexEntry.of("project", "p1");
        for (int i = 0; i + 1 < sorted.size(); i++) {
            Rec<Server> next = store().query(SERVER, entry, sorted.get(i), 1).items().get(0);
            assertEquals(sorted.get(i + 1), next.id());
        }
    }

    @Test
    default void anyTextIsAnIndexValueOfItsOwn() {
        commit(
                tx -> {
                    for (int i = 0; i < NASTY.size(); i++) {
                        tx.create(SERVER, "i-" + i, Server.of("web", NASTY.get(i)));
                    }
                });
        for (int i = 0; i < NASTY.size(); i++) {
            assertEquals(List.of("i-" + i), idsIn(NASTY.get(i)));
            assertEquals(1, store().count(SERVER, IndexEntry.of("project", NASTY.get(i))));
        }
        assertEquals(List.of(), idsIn(""));
    }

    @Test
    default void anyTextNamesAQuota() {
        for (String name : NASTY) {
            assertEquals(name.length(), quotaOf(name));
        }
        NASTY.forEach(name -> assertEquals(name.length(), store().used(name)));
    }

    private long quotaOf(String name) {
        commit(tx -> tx.quota(name, name.length(), Long.MAX_VALUE));
        return store().used(name);
    }

    @Test
    default void whatIsNoNameIsRefusedBeforeAnythingHappens() {
        List<String> before = StoreUnderTest.contents(store());
        Server server = Server.of("web", "p1");
        for (String id : List.of("", "x".repeat(Names.MAX_BYTES + 1), "\ud83d", "\ude00x")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> attempt(tx -> tx.quota("q", 1, 9).create(SERVER, id, server)));
        }
        String tooLong = "\u00e9".repeat(IndexEntry.MAX_VALUE / 2 + 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> attempt(tx -> tx.quota("q", 1, 9).create(SERVER, "i-1", server.in(tooLong))));
        assertEquals(before, StoreUnderTest.contents(store()));
    }
}
