package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Restoration;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import io.nova.testkit.state.StoreUnderTest;
import io.nova.testkit.state.StoreUnderTest.Server;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup in the store's directory. */
class RestoreFileTest {

    @TempDir Path directory;

    private final MemoryStateStore source = new MemoryStateStore(new MutableClock());
    private Path file;
    private String backup = "";

    @BeforeEach
    void backUp() throws IOException {
        file = directory.resolve("restore");
        commit(
                source,
                Tx.of("1")
                        .create(StoreUnderTest.SERVER, "i-1", server("one"))
                        .define(new PoolSpec("numbers", 1, 9, Duration.ZERO))
                        .quota("q", 3, 10));
        commit(source, Tx.of("2").create(StoreUnderTest.SERVER, "i-2", server("two")));
        var out = new ByteArrayOutputStream();
        source.export(out);
        backup = out.toString(StandardCharsets.UTF_8);
    }

    private static Server server(String name) {
        return new Server(name, "p", Optional.empty(), 1);
    }

    private static void commit(StateStore store, Tx.Builder tx) {
        assertInstanceOf(CommitResult.Ok.class, store.commit(tx.build()));
    }

    private EmbeddedStateStore open() {
        return Stores.open(directory, Clock.systemUTC());
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, this::open).getMessage());
    }

    @Test
    void fillsAnEmptyStoreOnce() throws IOException {
        Files.writeString(file, backup);
        try (EmbeddedStateStore store = open()) {
            assertHolds(store);
            commit(store, Tx.of("3").create(StoreUnderTest.SERVER, "i-3", server("3")));
        }
        assertFalse(Files.exists(file));
        assertTrue(Files.exists(directory.resolve("restore.restored")));
        try (EmbeddedStateStore store = open()) {
            assertTrue(store.get(StoreUnderTest.SERVER, "i-3").isPresent());
        }
    }

    @Test
    void mayBeCompressed() throws IOException {
        try (GZIPOutputStream zip = new GZIPOutputStream(Files.newOutputStream(file))) {
            zip.write(backup.getBytes(StandardCharsets.UTF_8));
        }
        try (EmbeddedStateStore store = open()) {
            assertHolds(store);
        }
    }

    @Test
    void aStartThatWasKilledBeforeItSaidSoGoesOn() throws IOException {
        // All is restored; neither the mark nor the other name is there.
        try (EmbeddedStateStore store = open()) {
            store.restore(new ByteArrayInputStream(backup.getBytes(StandardCharsets.UTF_8)));
        }
        Files.writeString(file, backup);
        try (EmbeddedStateStore store = open()) {
            assertHolds(store);
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aStartThatWasKilledBeforeTheFileGotItsNameGoesOn() throws IOException {
        Files.writeString(file, backup);
        open().close();
        Files.move(directory.resolve("restore.restored"), file);
        try (EmbeddedStateStore store = open()) {
            assertHolds(store);
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aStoreThatHoldsSomethingElseIsLeftAsItIs() throws IOException {
        try (EmbeddedStateStore store = open()) {
            commit(store, Tx.of("a").create(StoreUnderTest.SERVER, "i-9", server("9")));
            commit(store, Tx.of("b").create(StoreUnderTest.SERVER, "i-8", server("8")));
        }
        Files.writeString(file, backup);
        String refusal = refusal();
        assertTrue(refusal.contains("the store is not empty"), refusal);
        assertTrue(refusal.startsWith("io.nova.driver.state.embedded"), refusal);
        Files.delete(file);
        try (EmbeddedStateStore store = open()) {
            assertTrue(store.get(StoreUnderTest.SERVER, "i-9").isPresent());
            assertTrue(store.get(StoreUnderTest.SERVER, "i-1").isEmpty());
        }
    }

    @Test
    void whatIsDamagedOrNewerIsRefusedAndTheStoreStaysEmpty() throws IOException {
        String changed = backup.replace("\"used\":3", "\"used\":4");
        String cut = backup.substring(0, backup.length() / 2);
        String newer = backup.replace("\"schema\":1", "\"schema\":2");
        for (String bad : List.of(changed, cut, newer, "what?\n", "")) {
            Files.writeString(file, bad);
            String refusal = refusal();
            assertTrue(refusal.contains("cannot restore from " + file), refusal);
            assertEquals(1, refusal.lines().count(), refusal);
            if (bad.equals(newer)) {
                assertTrue(refusal.contains("is of form 2, this reads up to 1"), refusal);
            }
        }
        Files.writeString(file, backup);
        try (EmbeddedStateStore store = open()) {
            assertHolds(store);
        }
    }

    @Test
    void aBackupOfARestoredStoreIsOneToo() throws IOException {
        Files.writeString(file, backup);
        Path other = Files.createDirectory(directory.resolve("other"));
        try (EmbeddedStateStore store = open();
                var out = Files.newOutputStream(other.resolve("restore"))) {
            store.export(out);
        }
        try (EmbeddedStateStore again = Stores.open(other, Clock.systemUTC())) {
            assertHolds(again);
        }
    }

    private static void assertHolds(StateStore store) {
        assertEquals("one", store.get(StoreUnderTest.SERVER, "i-1").orElseThrow().value().name());
        assertEquals("two", store.get(StoreUnderTest.SERVER, "i-2").orElseThrow().value().name());
        assertEquals(3, store.used("q"));
        assertEquals(9, store.pool("numbers").orElseThrow().free());
        assertTrue(store.get(Restoration.KIND, Restoration.ID).isPresent());
    }
}
