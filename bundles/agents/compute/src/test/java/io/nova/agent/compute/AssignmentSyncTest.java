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
    void theVersionsOfAllManagersAreKept() {
        long one = Assignments.firstVersion(3);
        long other = Assignments.firstVersion(4);
        lab.desk =
                request -> {
                    asked.add(request);
                    boolean first = asked.size() % 2 == 1;
                    long version = (first ? one : other) + asked.size();
                    return new Assignments(version, asked.size() <= 2, List.of(), "");
                };
        lab.pass(45);
        assertEquals(List.of(), asked.get(0).known());
        assertEquals(List.of(one + 1), asked.get(1).known());
        assertEquals(List.of(one + 1, other + 2), asked.get(2).known());
        assertEquals(List.of(other + 2, one + 3), asked.get(3).known());
        assertEquals(one + 3, asked.get(3).knownVersion());
    }

    @Test
    void managersThatAreNoMoreAreForgotten() {
        Inventory inventory = new Inventory();
        for (int i = 1; i <= 100; i++) {
            inventory.assign(Assignments.firstVersion(i), true, List.of());
        }
        List<Long> known = inventory.versions();
        assertEquals(16, known.size());
        assertEquals(Assignments.firstVersion(100), known.get(15));
    }

    @Test
    void aManagerIsAskedUntilItKnowsOfTheCommit() {
        lab.pass(11);
        List<Long> since = new ArrayList<>();
        lab.desk =
                request -> {
                    since.add(request.since());
                    boolean knows = since.size() >= 3;
                    return new Assignments(
                            9,
                            false,
                            knows ? List.of(ONE) : List.of(),
                            knows ? "" : Assignments.MORE);
                };
        lab.hint(77).pass(1);
        assertEquals(List.of(77L, 77L, 77L), since);
        assertEquals(1, lab.machine.guests().size());
        lab.pass(11);
        assertEquals(0, since.get(3), "it is known now");
    }

    @Test
    void aCommitThatNobodyEverHearsOfIsForgotten() {
        lab.pass(11);
        int[] times = {0};
        lab.desk =
                request -> {
                    times[0]++;
                    return new Assignments(
                            9, false, List.of(), request.since() > 0 ? Assignments.MORE : "");
                };
        lab.hint(77).pass(5);
        assertEquals(21, times[0]);
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
