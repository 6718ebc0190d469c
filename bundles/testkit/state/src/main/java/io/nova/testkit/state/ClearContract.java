package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store that is emptied. */
@SuppressWarnings("try") // A watch is there to be closed.
public interface ClearContract extends ArchiveContract {

    /** Returns the driver under test. */
    default StateDriver driver() {
        return (StateDriver) store();
    }

    @Test
    default void aClearedStoreIsAsANewOneAndCanBeUsed() throws IOException {
        fill();
        driver().beat("hosts", "h1", "one");
        String epoch = driver().info().epoch();
        assertEquals(Optional.of("n"), name(NamesContract.NASTY.get(0)));
        driver().clear();
        driver().clear();
        assertEquals(StoreUnderTest.contents(another()), StoreUnderTest.contents(driver()));
        assertEquals(0, driver().info().seq());
        assertEquals(epoch, driver().info().epoch());
        assertEquals(List.of(), driver().beats("hosts"));
        assertEquals(Optional.empty(), name(NamesContract.NASTY.get(0)));
        assertEquals(Optional.empty(), driver().pool("numbers"));
        assertEquals(1, driver().lease("gc", "b", Duration.ofMinutes(1)).orElseThrow().token());
        assertEquals(1, commit(tx -> tx.create(SERVER, "i-1", Server.of("n", "p1"))).seq());
        assertInstanceOf(
                CommitResult.Ok.class, driver().commit(Tx.of("op").quota("q", 1, 10).build()));
    }

    private Optional<String> name(String id) {
        return driver().get(SERVER, id).map(rec -> rec.value().name());
    }

    @Test
    default void aClearedStoreCanBeFilledAndWatchersHearOfIt() throws Exception {
        fill();
        var out = new ByteArrayOutputStream();
        driver().export(out);
        List<String> before = StoreUnderTest.contents(driver());
        commit(tx -> tx.create(SERVER, "i-later", Server.of("n", "p1")));
        Heard heard = new Heard();
        try (Watch watch = driver().watch(Set.of(SERVER), -1, heard)) {
            driver().clear();
            driver().restore(new ByteArrayInputStream(out.toByteArray()));
            assertEquals(before, StoreUnderTest.contents(driver()));
            heard.await(h -> h.gaps() > 0);
            created("i-8", Server.of("n", "p1"));
            heard.awaitChanges(1);
            assertTrue(idsIn("p1").contains("i-8"));
        }
    }
}
