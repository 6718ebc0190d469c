package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.compute.Instance;
import org.junit.jupiter.api.Test;

class HostAcceptingTest {

    private static final HostId SECOND = new HostId("host-2");

    private final Lab lab = new Lab().host("host-1", 100);

    @Test
    void aHostThatIsClosedGetsNothingNewAndKeepsWhatItHas() {
        Instance before = lab.running();
        assertEquals(1, lab.roster.accept(Lab.HOST, false));
        assertThrows(InsufficientCapacityException.class, () -> lab.run(1, 1));
        assertEquals(Lab.HOST, lab.now(before).host());
        lab.host("host-2", 100);
        assertEquals(SECOND, lab.run(1, 1).instances().get(0).host());
        // What the host says of its room opens it to nobody.
        lab.host("host-1", 200);
        assertEquals(SECOND, lab.run(1, 1).instances().get(0).host());
        assertEquals(1, lab.roster.accept(Lab.HOST, true));
        assertEquals(Lab.HOST, lab.run(1, 1).instances().get(0).host());
    }

    @Test
    void itMayBeSaidTwiceAndOfAHostThatNobodyKnows() {
        assertEquals(0, lab.roster.accept(Lab.HOST, false));
        assertEquals(0, lab.roster.accept(Lab.HOST, false));
        assertEquals(0, lab.roster.accept(SECOND, false));
    }
}
