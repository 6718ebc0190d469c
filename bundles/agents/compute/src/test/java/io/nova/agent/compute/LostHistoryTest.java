package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostHistoryTest {

    private final Lab lab = new Lab();

    @Test
    void whatWasToldIsToldAgain() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.told.clear();
        lab.pass(60);
        assertEquals(List.of(), lab.told, "once is enough");
        // Its record is as it was before the host told that it runs.
        lab.history = "two";
        lab.pass(21);
        assertEquals(List.of(Lab.saw(1, PowerState.ON)), lab.told);
    }

    @Test
    void newsUnderAnotherHistoryHaveEverythingAskedFor() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.told.clear();
        lab.history = "two";
        int[] asked = {0};
        lab.desk =
                request -> {
                    boolean whole = request.known().isEmpty();
                    asked[0] += whole ? 1 : 0;
                    return new Assignments(
                            9, whole, List.copyOf(lab.wanted.values()), "", lab.history);
                };
        lab.pass(15);
        assertEquals(1, asked[0]);
        assertEquals(List.of(Lab.saw(1, PowerState.ON)), lab.told);
    }

    @Test
    void aManagerThatNamesNoHistoryChangesNothing() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.told.clear();
        lab.history = "";
        lab.pass(30);
        lab.history = "one";
        lab.pass(30);
        assertEquals(List.of(), lab.told);
    }

    @Test
    void aGuestWithoutARecordIsSwitchedOffAndKeepsItsDiskForAWhile() {
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.remove(Lab.GUEST);
        lab.history = "two";
        lab.pass(300);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        // The agent forgets nothing of it as it restarts.
        lab.restart().pass(3600);
        assertTrue(lab.guest().isPresent());
        lab.pass(Lab.QUARANTINE.toSeconds());
        assertEquals(Optional.empty(), lab.guest());
    }

    @Test
    void aGuestWhoseRecordComesBackRunsAgainOnItsDisk() {
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.wants(Lab.guest(1, PowerState.ON));
        String disk = lab.guest().orElseThrow().disk();
        lab.wanted.remove(Lab.GUEST);
        lab.history = "two";
        lab.pass(300);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        assertEquals(1, lab.ports.ports().size(), "its address may be another's by now");
        lab.history = "three";
        // Of the very generation in which it ran: it was not its owner who shut it down.
        lab.wants(Lab.guest(1, 1, PowerState.ON, false)).pass(20);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(disk, lab.guest().orElseThrow().disk());
        assertEquals(2, lab.ports.ports().size());
    }

    @Test
    void aGenerationThatIsCountedToAgainIsAnother() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wants(Lab.guest(2, PowerState.OFF)).pass(70);
        lab.wants(Lab.guest(3, PowerState.ON));
        assertEquals(3, lab.guest().orElseThrow().generation());
        // Stop and start are lost, and asked for once more.
        lab.history = "two";
        lab.wants(Lab.guest(1, 1, PowerState.ON, false));
        lab.wants(Lab.guest(2, PowerState.OFF)).pass(70);
        lab.wants(Lab.guest(3, PowerState.ON));
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
    }

    @Test
    void theHistoryIsKeptInAFile(@TempDir Path folder) throws Exception {
        BootFile file = new BootFile(folder);
        assertEquals(Optional.empty(), file.history());
        KnownHistory known = new KnownHistory("a b", Instant.parse("2026-01-01T00:00:00Z"));
        file.keep(known);
        assertEquals(Optional.of(known), new BootFile(folder).history());
        assertFalse(Files.exists(folder.resolve("history.new")));
    }
}
