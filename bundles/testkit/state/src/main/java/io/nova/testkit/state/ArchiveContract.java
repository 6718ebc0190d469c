package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Export and restore, also from one kind of store into another. */
public interface ArchiveContract extends StoreUnderTest {

    /** Fills the store with some of everything; returns the lease that is held. */
    default Lease fill() {
        commit(
                tx -> {
                    NamesContract.NASTY.forEach(
                            id -> tx.create(SERVER, id, Server.of("n", "p:" + id.length())));
                    tx.define(new PoolSpec("numbers", 1, 9, Duration.ofSeconds(60)));
                    tx.take("numbers", "i-1");
                    tx.take("numbers", "i-2");
                    tx.take("numbers", "i-3", 7);
                    tx.quota("q", 3, 10);
                });
        commit(tx -> tx.give("numbers", "i-2", 2));
        commit(
                tx ->
                        tx.create(
                                NEWER_SERVER,
                                "i-9",
                                new NewerServer(
                                        "new", "p1", Optional.empty(), 1, List.of("blue"))));
        store().commit(Tx.of("op").quota("q", 1, 10).build());
        return store().lease("gc", "a", Duration.ofMinutes(1)).orElseThrow();
    }

    @Test
    default void aRestoredStoreIsEqual() throws IOException {
        fill();
        StateStore other = another();
        other.restore(exported());
        assertEquals(StoreUnderTest.contents(store()), StoreUnderTest.contents(other));
        assertEquals(store().info().seq(), other.info().seq());
    }

    @Test
    default void aStoreOfAnotherKindHoldsTheSame() throws IOException {
        fill();
        MemoryStateStore model = new MemoryStateStore(new MutableClock());
        model.restore(exported());
        assertEquals(StoreUnderTest.contents(model), StoreUnderTest.contents(store()));
        StateStore back = another();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.export(out);
        back.restore(new ByteArrayInputStream(out.toByteArray()));
        assertEquals(StoreUnderTest.contents(store()), StoreUnderTest.contents(back));
    }

    @Test
    default void aRestoredStoreGoesOn() throws IOException {
        Lease lease = fill();
        StateStore other = another();
        other.restore(exported());
        assertInstanceOf(
                CommitResult.Replayed.class, other.commit(Tx.of("op").quota("q", 1, 10).build()));
        Tx.Builder steps = Tx.of("next").fence(lease).quota("q", 1, 10);
        steps.take("numbers", "i-4");
        CommitResult.Ok ok = assertInstanceOf(CommitResult.Ok.class, other.commit(steps.build()));
        assertEquals(List.of(3L), ok.items());
        assertEquals(store().info().seq() + 1, ok.seq());
        Rec<Server> read = other.get(SERVER, "i-9").orElseThrow();
        assertInstanceOf(
                CommitResult.Ok.class,
                other.commit(Tx.of("u").update(SERVER, read, read.value().sized(2)).build()));
        assertEquals(1, other.count(SERVER, IndexEntry.of("project", "p1")));
        other.release(lease);
        assertTrue(
                other.lease("gc", "b", Duration.ofMinutes(1)).orElseThrow().token()
                        > lease.token());
    }

    @Test
    default void aDamagedExportIsRefusedAndLeavesTheStoreEmpty() throws IOException {
        fill();
        String whole = new String(exported().readAllBytes(), StandardCharsets.UTF_8);
        String cut = whole.substring(0, whole.length() * 2 / 3);
        String changed = whole.replace("\"used\":4", "\"used\":5");
        String noEnd = whole.substring(0, whole.lastIndexOf("{\"end\""));
        StateStore other = another();
        List<String> empty = StoreUnderTest.contents(other);
        for (String damaged : List.of("", "{}", "what?\n", cut, changed, noEnd)) {
            assertThrows(IOException.class, () -> other.restore(stream(damaged)));
            assertEquals(empty, StoreUnderTest.contents(other));
            assertEquals(0, other.info().seq());
        }
        other.restore(stream(whole));
        assertEquals(StoreUnderTest.contents(store()), StoreUnderTest.contents(other));
    }

    @Test
    default void aStoreThatHoldsSomethingIsNotOverwritten() throws IOException {
        fill();
        InputStream archive = exported();
        List<String> before = StoreUnderTest.contents(store());
        assertThrows(IOException.class, () -> store().restore(archive));
        assertEquals(before, StoreUnderTest.contents(store()));
    }

    private InputStream exported() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store().export(out);
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
