package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrphansTest {

    private final Lab lab = new Lab();

    @Test
    void oneIsRemovedAfterTheWaitAndWithItsPort() {
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.remove(Lab.GUEST);
        lab.pass(50);
        assertTrue(lab.guest().isPresent(), "it is left alone for a while");
        lab.pass(60);
        assertEquals(Optional.empty(), lab.guest());
        lab.pass(90);
        assertEquals(1, lab.ports.ports().size());
    }

    @Test
    void whereNothingIsWantedOneIsSwitchedOffAndKeepsItsDisk() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.clear();
        lab.pass(50);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        lab.pass(500);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        lab.restart().pass(500);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        lab.wants(Lab.guest(2, 1, PowerState.ON, true)).pass(120);
        assertEquals(Optional.empty(), lab.guest(), "the manager's records are there");
    }

    @Test
    void oneWhoseRecordComesBackRunsAgainOnItsDisk() {
        lab.wants(Lab.guest(1, PowerState.ON));
        String disk = lab.guest().orElseThrow().disk();
        lab.wanted.clear();
        lab.pass(500);
        lab.wants(Lab.guest(2, PowerState.ON)).pass(20);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(disk, lab.guest().orElseThrow().disk());
    }

    @Test
    void oneThatIsWantedAgainInTimeStays() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.clear();
        lab.pass(50);
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.clear();
        lab.pass(50);
        assertTrue(lab.guest().isPresent(), "the wait begins anew");
    }

    @Test
    void oneStaysUntilTheManagerHasToldEverythingOnceMore() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wanted.clear();
        lab.pass(20);
        lab.desk = asked -> new Assignments(asked.knownVersion(), false, List.of(), "");
        lab.pass(200);
        assertTrue(lab.guest().isPresent(), "news alone say nothing of it");
    }

    @Test
    void manyAtOnceAreMoreLikelyAnError() {
        for (int i = 1; i <= 5; i++) {
            lab.wanted.put(
                    Lab.guest(i, 1, PowerState.ON, false).instance(),
                    Lab.guest(i, 1, PowerState.ON, true));
        }
        lab.pass(11);
        assertEquals(5, lab.machine.guests().size());
        lab.wanted.clear();
        lab.pass(500);
        assertEquals(5, lab.machine.guests().size());
    }
}
