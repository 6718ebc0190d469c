package io.nova.driver.hypervisor.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.compute.HostCapacity;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.testkit.hypervisor.Configs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedMachineTest {

    private static final InstanceId ONE = new InstanceId("i-00000000000000001");
    private static final InstanceId TWO = new InstanceId("i-00000000000000002");

    @TempDir Path directory;

    @Test
    void guestsInADirectoryAreFoundByTheNextMachine() throws Exception {
        SimulatedMachine machine = SimulatedMachine.in(directory);
        HypervisorDriver driver = driver(machine);
        driver.launch(spec(ONE));
        driver.launch(spec(TWO));
        driver.mark(ONE, 9);
        machine.crash(TWO);
        SimulatedMachine next = SimulatedMachine.in(directory);
        assertEquals(machine.guests(), next.guests());
        assertTrue(next.find(TWO).orElseThrow().crashed());
    }

    @Test
    void aDestroyedGuestLeavesNoFile() throws Exception {
        HypervisorDriver driver = driver(SimulatedMachine.in(directory));
        driver.launch(spec(ONE));
        driver.destroy(ONE);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void failuresAreTakenInTurnAndEachOnce() throws Exception {
        SimulatedMachine machine = SimulatedMachine.inMemory();
        HypervisorDriver driver = driver(machine);
        machine.failNextLaunch(DriverException.Kind.BUSY);
        machine.failNextLaunch(DriverException.Kind.UNREACHABLE);
        assertEquals(DriverException.Kind.BUSY, failure(driver).kind());
        assertEquals(DriverException.Kind.UNREACHABLE, failure(driver).kind());
        driver.launch(spec(ONE));
        assertEquals(1, machine.find(ONE).orElseThrow().starts());
    }

    @Test
    void aStoppedGuestKeepsItsRoom() throws Exception {
        HypervisorDriver driver =
                new SimulatedHypervisor(
                        SimulatedMachine.inMemory(), new HostCapacity(1, 1024, 10), 0);
        driver.launch(spec(ONE));
        driver.powerOff(ONE);
        assertEquals(
                DriverException.Kind.EXHAUSTED,
                assertThrows(DriverException.class, () -> driver.launch(spec(TWO))).kind());
        driver.launch(spec(ONE));
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new SimulatedHypervisor(
                                        Configs.of(
                                                SimulatedHypervisor.Config.class,
                                                Map.of("vcpus", -3))));
        assertEquals(
                "io.nova.driver.hypervisor.simulated: key vcpus: -3 is less than 1",
                refused.getMessage());
    }

    private static DriverException failure(HypervisorDriver driver) {
        return assertThrows(DriverException.class, () -> driver.launch(spec(ONE)));
    }

    private static HypervisorDriver driver(SimulatedMachine machine) {
        return new SimulatedHypervisor(machine, new HostCapacity(16, 65536, 1000), 0);
    }

    private static GuestSpec spec(InstanceId instance) {
        return new SimulatedLab(SimulatedMachine.inMemory()).spec(instance);
    }
}
