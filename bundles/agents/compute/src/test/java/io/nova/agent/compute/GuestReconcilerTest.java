package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuestReconcilerTest {

    private final Lab lab = new Lab();

    private void runs() {
        lab.wants(Lab.guest(1, PowerState.ON));
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
    }

    private int starts() {
        return lab.guest().map(SimulatedGuest::starts).orElse(0);
    }

    @Test
    void launchesWhatIsWantedOnceAndTellsIt() {
        runs();
        lab.pass(60);
        assertEquals(1, starts());
        assertEquals(List.of(Lab.saw(1, PowerState.ON)), lab.told);
        assertEquals(1, lab.ports.ports().size());
    }

    @ParameterizedTest
    @EnumSource(names = {"BUSY", "UNREACHABLE"})
    void aLaunchThatFailsForNowIsTriedAgain(Kind kind) {
        lab.machine.failNextLaunch(kind);
        runs();
        assertEquals(Lab.saw(1, PowerState.ON), lab.last());
    }

    @ParameterizedTest
    @EnumSource(names = {"EXHAUSTED", "BROKEN"})
    void aFirstLaunchThatFailsForGoodLeavesNothingAndIsNotTriedAgain(Kind kind) {
        lab.machine.failNextLaunch(kind);
        lab.wants(Lab.guest(1, 1, PowerState.ON, true)).pass(60);
        assertEquals(1, lab.told.size());
        GuestReport told = lab.last();
        assertEquals(PowerState.GONE, told.power());
        assertEquals(kind == Kind.EXHAUSTED, told.exhausted());
        assertTrue(told.failure().startsWith("told to fail"), told.failure());
        assertEquals(Optional.empty(), lab.guest());
        assertEquals(0, lab.ports.ports().size());
    }

    @ParameterizedTest
    @EnumSource(names = {"EXHAUSTED", "BROKEN"})
    void aStartThatFailsForGoodKeepsTheDisk(Kind kind) {
        runs();
        String disk = lab.guest().orElseThrow().disk();
        lab.wants(Lab.guest(2, PowerState.OFF));
        lab.machine.failNextLaunch(kind);
        lab.wants(Lab.guest(3, PowerState.ON));
        assertEquals(PowerState.OFF, lab.last().power());
        assertTrue(!lab.last().failure().isEmpty());
        lab.wants(Lab.guest(4, PowerState.ON));
        assertEquals(Lab.saw(4, PowerState.ON), lab.last());
        assertEquals(disk, lab.guest().orElseThrow().disk());
    }

    @Test
    void aGuestThatIsThereLosesNothingThoughItCountsAsFresh() {
        lab.wants(Lab.guest(1, 1, PowerState.ON, true));
        String disk = lab.guest().orElseThrow().disk();
        lab.reboot();
        lab.machine.failNextLaunch(Kind.BROKEN);
        lab.pass(20);
        assertEquals(PowerState.OFF, lab.last().power());
        assertEquals(disk, lab.guest().orElseThrow().disk());
    }

    @Test
    void aGuestThatVanishedWithItsDiskIsToldAndNotMadeAnew() {
        runs();
        lab.wants(Lab.guest(1, 1, PowerState.ON, false));
        lab.machine.lose(Lab.GUEST);
        lab.pass(60);
        assertEquals(Optional.empty(), lab.guest());
        assertEquals(PowerState.OFF, lab.last().power());
        assertEquals("The guest and its disk are no longer on their host", lab.last().failure());
        lab.wants(Lab.guest(2, PowerState.ON));
        assertEquals(Optional.empty(), lab.guest(), "nor when its owner starts it");
        assertEquals(2, lab.last().generation());
        lab.wants(Lab.guest(3, PowerState.GONE));
        assertEquals(Lab.saw(3, PowerState.GONE), lab.last());
    }

    @Test
    void anImageThatCannotBeHadNowIsWaitedFor() {
        lab.imageFault = Optional.of(new DriverException(Kind.UNREACHABLE, "no store"));
        lab.wants(Lab.guest(1, 1, PowerState.ON, true));
        assertEquals(List.of(), lab.told);
        lab.imageFault = Optional.empty();
        lab.pass(60);
        assertEquals(Lab.saw(1, PowerState.ON), lab.last());
    }

    @Test
    void aMessageOfADriverIsCutShort() {
        lab.imageFault = Optional.of(new DriverException(Kind.BROKEN, "x".repeat(100_000)));
        lab.wants(Lab.guest(1, 1, PowerState.ON, true));
        assertEquals(500, lab.last().failure().length());
    }

    @Test
    void aMissingNetworkIsWaitedFor() {
        lab.ports.restart();
        lab.wants(Lab.guest(1, 1, PowerState.ON, true));
        assertEquals(Optional.empty(), lab.guest());
        lab.network();
        lab.pass(60);
        assertEquals(Lab.saw(1, PowerState.ON), lab.last());
    }

    @Test
    void rebootsOnce() {
        runs();
        lab.wants(Lab.guest(1, 2, 2, PowerState.ON, false, false)).pass(60);
        assertEquals(2, starts());
        assertEquals(Lab.saw(2, PowerState.ON), lab.last());
        lab.restart().pass(60);
        assertEquals(2, starts());
    }

    @Test
    void asksTheGuestToShutDown() {
        runs();
        lab.wants(Lab.guest(2, PowerState.OFF));
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        assertEquals(Lab.saw(2, PowerState.OFF), lab.last());
    }

    @Test
    void whatIsOffAlreadyIsTold() {
        lab.wants(Lab.guest(1, PowerState.OFF));
        assertEquals(Lab.saw(1, PowerState.OFF), lab.last());
    }

    @Test
    void aGuestThatWentOffByItselfIsToldAndNotStartedAgain() {
        runs();
        lab.machine.shutDown(Lab.GUEST);
        lab.pass(60);
        assertEquals(Lab.saw(1, PowerState.OFF), lab.last());
        assertEquals(1, starts());
        lab.restart().pass(60);
        assertEquals(1, starts(), "nor after a restart of the agent");
    }

    @Test
    void aGuestThatFailedIsToldAsSuch() {
        runs();
        lab.machine.crash(Lab.GUEST);
        lab.pass(2);
        assertEquals(PowerState.OFF, lab.last().power());
        assertEquals("The guest failed on its host", lab.last().failure());
        lab.wants(Lab.guest(2, PowerState.ON));
        assertEquals(2, starts());
    }

    @Test
    void afterARestartOfTheMachineGuestsStartAgain() {
        runs();
        String disk = lab.guest().orElseThrow().disk();
        lab.reboot().pass(20);
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(disk, lab.guest().orElseThrow().disk());
        assertEquals(1, lab.ports.ports().size());
    }

    @Test
    void afterARestartOfTheMachineStoppedGuestsStayOff() {
        runs();
        lab.wants(Lab.guest(2, PowerState.OFF));
        lab.reboot().pass(60);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
    }

    @Test
    void aGuestThatShutsDownLongAfterARestartOfTheMachineStaysOff() {
        runs();
        lab.reboot().pass(20);
        lab.machine.shutDown(Lab.GUEST);
        lab.pass(2);
        lab.restart().pass(60);
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
    }

    @Test
    void whatIsWantedGoneGoesWithItsPort() {
        runs();
        lab.wants(Lab.guest(2, PowerState.GONE));
        assertEquals(Optional.empty(), lab.guest());
        assertEquals(0, lab.ports.ports().size());
        assertEquals(Lab.saw(2, PowerState.GONE), lab.last());
    }

    @Test
    void aDriverThatIsExchangedIsAskedForItsGuestsFirst() {
        runs();
        lab.swap();
        lab.pass(60);
        assertEquals(1, starts());
        lab.loseDriver();
        lab.wants(Lab.guest(2, PowerState.OFF));
        assertEquals(PowerState.ON, lab.guest().orElseThrow().power());
        assertEquals(Lab.saw(1, PowerState.ON), lab.last());
    }
}
