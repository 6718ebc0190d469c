package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.hypervisor.simulated.SimulatedHypervisor;
import io.nova.driver.hypervisor.simulated.SimulatedMachine;
import io.nova.model.DriverException.Kind;
import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.protocol.DriverReport;
import io.nova.protocol.GuestReport;
import io.nova.spi.hypervisor.HypervisorDriver;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two hypervisors on one host, and guests of both. */
class SeveralDriversTest {

    private static final GuestReport ON = Lab.saw(1, PowerState.ON);

    private final Lab lab = new Lab();

    /** It runs, and the manager knows: were it to vanish, it would be lost. */
    private void runs() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wants(Lab.guest(1, 1, PowerState.ON, false));
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
    }

    private static List<InstanceId> on(SimulatedMachine machine) {
        return machine.guests().stream()
                .filter(guest -> guest.power() == PowerState.ON)
                .map(guest -> guest.instance())
                .toList();
    }

    private static InstanceId id(int number) {
        return Lab.guest(number, 1, PowerState.ON, true).instance();
    }

    @Test
    void theManagerIsToldWhichDriverHasAGuest() {
        lab.wants(Lab.guest(1, PowerState.ON));
        assertEquals(Set.of(Lab.ONE), Set.copyOf(lab.named));
        lab.named.clear();
        lab.bring(Lab.OTHER).restart().pass(60);
        assertEquals(Set.of(Lab.ONE), Set.copyOf(lab.named), "it stays that one's");
        lab.named.clear();
        lab.wants(Lab.guest(2, PowerState.GONE));
        assertEquals(Lab.saw(2, PowerState.GONE), lab.last());
        assertEquals(List.of(), lab.named, "what is gone is no driver's");
    }

    @Test
    void aGuestWhoseDriverIsAwayIsNeitherLostNorTouched() {
        runs();
        lab.bring(Lab.OTHER).lose(Lab.ONE).pass(60);
        lab.restart().pass(60);
        lab.bring(Lab.ONE).pass(60);
        assertEquals(Set.of(ON), Set.copyOf(lab.told));
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
        assertEquals(1, lab.guest().orElseThrow().starts());
        assertEquals(List.of(), on(lab.otherMachine));
    }

    @Test
    void aGuestThatWasLaunchedAndNotToldOfIsNotLaunchedByAnotherDriver() {
        lab.managerAnswers = false;
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.bring(Lab.OTHER).lose(Lab.ONE).restart().pass(60);
        lab.managerAnswers = true;
        lab.pass(60);
        assertEquals(List.of(), lab.told);
        assertEquals(List.of(), on(lab.otherMachine));
        lab.bring(Lab.ONE).pass(20);
        assertEquals(List.of(ON), lab.told);
    }

    @Test
    void aGuestWhoseLaunchMayHaveBegunWaitsForItsDriver() {
        lab.machine.failNextLaunch(Kind.UNREACHABLE);
        lab.wanted.put(Lab.GUEST, Lab.guest(1, PowerState.ON));
        lab.pass(0);
        lab.bring(Lab.OTHER).lose(Lab.ONE).pass(60);
        assertEquals(List.of(), on(lab.otherMachine));
        lab.bring(Lab.ONE).pass(20);
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
        assertEquals(List.of(ON), lab.told);
    }

    @Test
    void whatIsWantedOffOrGoneWaitsForItsDriver() {
        runs();
        lab.bring(Lab.OTHER).lose(Lab.ONE);
        lab.wants(Lab.guest(2, PowerState.OFF)).pass(60);
        assertEquals(ON, lab.last());
        lab.wants(Lab.guest(3, PowerState.GONE)).pass(60);
        assertEquals(ON, lab.last());
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
        lab.bring(Lab.ONE).pass(60);
        assertEquals(Lab.saw(3, PowerState.GONE), lab.last());
        assertEquals(List.of(), on(lab.machine));
    }

    @Test
    void anOrphanOfADriverThatIsAwayStaysWithItsPort() {
        lab.bring(Lab.OTHER);
        runs();
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.wanted.remove(Lab.GUEST);
        lab.lose(Lab.ONE).restart().pass(500);
        assertEquals(2, lab.ports.ports().size());
        lab.bring(Lab.ONE);
        lab.pass(50);
        assertTrue(lab.guest().isPresent(), "the wait begins when it is seen");
        lab.pass(500);
        assertEquals(1, lab.ports.ports().size());
    }

    @Test
    void theDriverThatCameFirstLaunchesAndTheNextOneWhenItGoes() {
        lab.bring(Lab.OTHER);
        lab.wants(Lab.guest(1, 1, PowerState.ON, true));
        lab.lose(Lab.ONE);
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.bring(Lab.ONE);
        lab.wants(Lab.guest(3, 1, PowerState.ON, true));
        assertEquals(List.of(id(1)), on(lab.machine));
        assertEquals(List.of(id(2), id(3)), on(lab.otherMachine));
    }

    @Test
    void theChosenDriverLaunchesAndNoOther() {
        Lab chosen = new Lab(Lab.OTHER);
        chosen.wants(Lab.guest(1, 1, PowerState.ON, true)).pass(60);
        assertEquals(List.of(), on(chosen.machine));
        chosen.bring(Lab.OTHER).pass(20);
        assertEquals(List.of(id(1)), on(chosen.otherMachine));
        chosen.lose(Lab.OTHER);
        chosen.wants(Lab.guest(2, 1, PowerState.ON, true)).pass(60);
        assertEquals(List.of(), on(chosen.machine));
        assertEquals(1, chosen.told.size());
    }

    @Test
    void guestsOfBothAreStoppedAndRemovedEachByItsOwn() {
        runs();
        lab.bring(Lab.OTHER).lose(Lab.ONE);
        lab.wants(Lab.guest(2, 1, PowerState.ON, true));
        lab.bring(Lab.ONE);
        lab.wants(Lab.guest(2, PowerState.OFF));
        assertEquals(PowerState.OFF, lab.guest().orElseThrow().power());
        assertEquals(List.of(id(2)), on(lab.otherMachine));
        lab.wants(Lab.guest(2, 2, PowerState.GONE, false));
        assertEquals(List.of(), List.copyOf(lab.otherMachine.guests()));
        lab.wants(Lab.guest(3, PowerState.ON));
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
    }

    @Test
    void aDriverThatGotAnotherNameHasItsGuestsStill() {
        runs();
        lab.lose(Lab.ONE).bring(Lab.OTHER, lab.machine).pass(60);
        assertEquals(List.of(ON), lab.told);
        lab.wants(Lab.guest(2, PowerState.GONE));
        assertEquals(Lab.saw(2, PowerState.GONE), lab.last());
        assertEquals(List.of(), List.copyOf(lab.machine.guests()));
    }

    @Test
    void afterARestartOfTheMachineGuestsOfADriverThatComesLateStartAgain() {
        lab.bring(Lab.OTHER);
        runs();
        lab.lose(Lab.ONE).reboot().pass(60);
        assertEquals(List.of(), on(lab.machine));
        lab.bring(Lab.ONE).pass(20);
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
    }

    @Test
    void aListingByADriverThatWasExchangedMeanwhileIsWorthNothing() {
        runs();
        lab.lose(Lab.ONE);
        SimulatedHypervisor old =
                new SimulatedHypervisor(
                        SimulatedMachine.inMemory(), new HostCapacity(8, 8192, 1000), 0);
        HypervisorDriver[] leaves = new HypervisorDriver[1];
        leaves[0] =
                (HypervisorDriver)
                        Proxy.newProxyInstance(
                                HypervisorDriver.class.getClassLoader(),
                                new Class<?>[] {HypervisorDriver.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("guests")) {
                                        exchange(leaves[0]);
                                        return List.of();
                                    }
                                    return method.invoke(old, arguments);
                                });
        lab.host().bindHypervisor(leaves[0], Lab.ONE, 0);
        lab.pass(60);
        assertEquals(List.of(ON), lab.told);
        assertEquals(List.of(Lab.GUEST), on(lab.machine));
    }

    /** As the framework does: on a thread of its own. The driver does not heed its interrupt. */
    private void exchange(HypervisorDriver leaving) {
        CompletableFuture.runAsync(
                        () -> {
                            lab.host().unbindHypervisor(leaving);
                            lab.bring(Lab.ONE);
                        })
                .join();
    }

    @Test
    void theHostTellsOfEachDriverTheOneThatLaunchesFirst() {
        Lab chosen = new Lab(Lab.OTHER);
        chosen.bring(Lab.OTHER);
        chosen.wants(Lab.guest(1, 1, PowerState.ON, true));
        List<DriverReport> drivers =
                chosen.heard.get(chosen.heard.size() - 1).drivers().stream()
                        .filter(one -> one.family().equals("hypervisor"))
                        .toList();
        assertEquals(
                List.of(Lab.OTHER, Lab.ONE), drivers.stream().map(DriverReport::name).toList());
    }
}
