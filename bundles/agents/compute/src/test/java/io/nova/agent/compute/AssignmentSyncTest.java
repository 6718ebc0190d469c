package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.GuestAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentSyncTest {

    private static final GuestAssignment ONE = Lab.guest(1, 1, PowerState.ON, true);
    private static final GuestAssignment TWO = Lab.guest(2, 1, PowerState.ON, true);

    private final Lab lab = new Lab();
    private final List<AssignmentsRequest> asked = new ArrayList<>();

    @Test
    void pagesAreOneAnswerOfTheFirstPagesVersion() {
        lab.desk =
                request -> {
                    asked.add(request);
                    if (request.knownVersion() > 0) {
                        return new Assignments(request.knownVersion(), false, List.of(), "");
                    }
                    // Something changes while the pages are read.
                    return request.after().isEmpty()
                            ? new Assignments(7, true, List.of(ONE), "page")
                            : new Assignments(9, true, List.of(TWO), "");
                };
        lab.pass(15);
        assertEquals(2, lab.machine.guests().size());
        assertEquals("page", asked.get(1).after());
        assertEquals(7, asked.get(asked.size() - 1).knownVersion());
    }

    @Test
    void newsChangeOnlyWhatTheyName() {
        lab.wanted.put(ONE.instance(), ONE);
        lab.pass(11);
        lab.desk = request -> new Assignments(8, false, List.of(TWO), "");
        lab.pass(11);
        assertEquals(2, lab.machine.guests().size());
    }

    @Test
    void aManagerThatIsAwayIsAskedAgain() {
        lab.desk =
                request -> {
                    throw new IllegalStateException("no store");
                };
        lab.pass(30);
        lab.desk = request -> new Assignments(1, true, List.of(ONE), "");
        lab.pass(11);
        assertEquals(1, lab.machine.guests().size());
    }

    @Test
    void nothingIsDoneBeforeTheManagerHasAnswered() {
        lab.wants(ONE);
        lab.desk =
                request -> {
                    throw new IllegalStateException("no store");
                };
        lab.restart().pass(300);
        assertTrue(lab.guest().isPresent(), "who knows nothing removes nothing");
    }

    @Test
    void anEndThatWasToldDoesNotForgetANewerWish() {
        Inventory inventory = new Inventory();
        inventory.assign(1, true, List.of(Lab.guest(1, 2, PowerState.GONE, false)));
        inventory.acknowledged(List.of(Lab.saw(1, PowerState.GONE)));
        assertTrue(inventory.wanted(Lab.GUEST).isPresent());
        inventory.acknowledged(List.of(Lab.saw(2, PowerState.GONE)));
        assertEquals(Optional.empty(), inventory.wanted(Lab.GUEST));
    }

    @Test
    void aListingDoesNotUndoWhatWasDoneMeanwhile() {
        Inventory inventory = new Inventory();
        inventory.beginListing("one");
        inventory.holds(
                "one", new io.nova.spi.hypervisor.Guest(Lab.GUEST, PowerState.ON, 1, false));
        assertEquals(java.util.Set.of(), inventory.list("one", List.of()));
        assertTrue(inventory.have(Lab.GUEST).isPresent());
        inventory.beginListing("one");
        assertEquals(java.util.Set.of(Lab.GUEST), inventory.list("one", List.of()));
    }
}
