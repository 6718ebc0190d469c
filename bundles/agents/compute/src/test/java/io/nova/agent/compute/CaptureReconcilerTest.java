package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.ImageId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.CaptureAssignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that become images, while their guests and their agents come and go. */
class CaptureReconcilerTest {

    private static final ImageId IMAGE = new ImageId("ami-00000000000000009");

    @TempDir Path directory;

    private final Link link = new Link();
    private Lab lab = new Lab();

    /** A manager that wants copies, and takes them. */
    private static final class Link implements CaptureLink {

        private final List<CaptureAssignment> asked = new ArrayList<>();
        private final List<Long> sent = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private int unreachable;
        private boolean kept;
        private final List<PowerState> holds = new ArrayList<>();
        private Supplier<PowerState> power = () -> PowerState.ON;
        private Runnable whenSent = () -> {};

        @Override
        public List<CaptureAssignment> asked() {
            return List.copyOf(asked);
        }

        private void reach() {
            if (unreachable-- > 0) {
                throw new DriverException(DriverException.Kind.UNREACHABLE, "nobody answers");
            }
        }

        @Override
        public boolean volumesKept(CaptureAssignment capture) {
            holds.add(power.get());
            reach();
            return kept;
        }

        @Override
        public void send(CaptureAssignment capture, Path copy) {
            reach();
            try {
                sent.add(Files.size(copy));
            } catch (IOException e) {
                throw new DriverException(DriverException.Kind.BROKEN, "no copy", e);
            }
            whenSent.run();
            asked.remove(capture);
        }

        @Override
        public void failed(CaptureAssignment capture, String why) {
            reach();
            failures.add(why);
            asked.remove(capture);
        }
    }

    private void copies() {
        lab.copiesDisks(new CaptureFiles(directory), link);
    }

    private void runs() {
        copies();
        lab.wants(Lab.guest(1, PowerState.ON));
    }

    private void ask(boolean rest) {
        link.asked.add(new CaptureAssignment(IMAGE, Lab.GUEST, rest, false));
    }

    private void askWithVolumes(boolean rest) {
        link.power = () -> lab.guest().orElseThrow().power();
        link.asked.add(new CaptureAssignment(IMAGE, Lab.GUEST, rest, true));
    }

    private int starts() {
        return lab.guest().orElseThrow().starts();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aRunningGuestIsCopiedWithoutBeingTouched() throws Exception {
        runs();
        ask(false);
        lab.pass(30);
        assertEquals(1, link.sent.size());
        assertTrue(link.sent.get(0) > 0);
        assertEquals(1, starts());
        assertEquals(List.of(Lab.saw(1, PowerState.ON)), lab.told);
        assertNothingIsLeft();
    }

    @Test
    void aGuestAtRestIsCopiedOffAndRunsAgainWithoutItsOwnerHearingOfIt() throws Exception {
        runs();
        List<PowerState> power = new ArrayList<>();
        link.whenSent = () -> power.add(lab.guest().orElseThrow().power());
        ask(true);
        lab.pass(60);
        assertEquals(1, link.sent.size());
        assertEquals(2, starts());
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertTrue(
                lab.told.stream().allMatch(one -> one.power() == PowerState.ON),
                lab.told.toString());
        assertNothingIsLeft();
    }

    @Test
    void aStoppedGuestIsCopiedAndStaysStopped() {
        runs();
        lab.wants(Lab.guest(2, PowerState.OFF)).pass(60);
        ask(true);
        lab.pass(60);
        assertEquals(1, link.sent.size());
        assertEquals(1, starts());
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
    }

    @Test
    void anAgentThatDiesWithTheGuestDownStartsItAgain() {
        runs();
        link.unreachable = 1000;
        ask(true);
        for (int i = 0; i < 30 && lab.guest().orElseThrow().power() == PowerState.ON; i++) {
            lab.pass(1);
        }
        lab.restart();
        copies();
        lab.pass(60);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        link.unreachable = 0;
        lab.pass(60);
        assertEquals(1, link.sent.size());
        assertTrue(
                lab.told.stream().allMatch(one -> one.power() == PowerState.ON),
                lab.told.toString());
    }

    @Test
    void aCopyThatNobodyWantsAnyLongerLeavesNothing() throws Exception {
        runs();
        link.unreachable = 1000;
        ask(true);
        lab.pass(30);
        link.asked.clear();
        lab.pass(60);
        assertEquals(List.of(), link.sent);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertNothingIsLeft();
    }

    @Test
    void theCopyOfATerminatedInstanceFailsWithTheReason() throws Exception {
        runs();
        lab.wants(Lab.guest(2, PowerState.GONE));
        ask(false);
        lab.pass(30);
        assertEquals(List.of(CaptureReconciler.GONE), link.failures);
        assertNothingIsLeft();
    }

    @Test
    void whatWasNotHeardIsSentAgain() {
        runs();
        link.unreachable = 3;
        ask(false);
        lab.pass(120);
        assertEquals(1, link.sent.size());
        assertEquals(List.of(), link.failures);
    }

    @Test
    void aGuestRestsUntilItsVolumesAreKeptToo() throws Exception {
        runs();
        askWithVolumes(true);
        lab.pass(30);
        link.unreachable = 3;
        lab.pass(30);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        assertEquals(List.of(), link.sent);
        link.kept = true;
        lab.pass(30);
        assertEquals(Set.of(PowerState.OFF), Set.copyOf(link.holds));
        assertEquals(1, link.sent.size());
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(2, starts());
        assertNothingIsLeft();
    }

    @Test
    void theVolumesOfAGuestThatRunsOnAreKeptWithoutItsBeingTouched() throws Exception {
        runs();
        link.kept = true;
        askWithVolumes(false);
        lab.pass(30);
        assertEquals(List.of(PowerState.ON), link.holds);
        assertEquals(1, link.sent.size());
        assertEquals(1, starts());
        assertNothingIsLeft();
    }

    @Test
    void aGuestWhoseVolumesNobodyKeepsRunsAgainAndIsNoImage() throws Exception {
        runs();
        askWithVolumes(true);
        lab.pass((int) CaptureReconciler.HOLD.toSeconds() + 60);
        assertEquals(1, link.failures.size());
        assertTrue(link.failures.get(0).contains("volumes"), link.failures.toString());
        assertEquals(List.of(), link.sent);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(2, starts());
        assertNothingIsLeft();
    }

    @Test
    void anAgentThatDiesWhileItHoldsAGuestCopiesOnceMore() {
        runs();
        askWithVolumes(true);
        lab.pass(30);
        lab.restart();
        copies();
        lab.pass(30);
        link.kept = true;
        lab.pass(60);
        assertEquals(1, link.sent.size());
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(List.of(), link.failures);
    }
}
