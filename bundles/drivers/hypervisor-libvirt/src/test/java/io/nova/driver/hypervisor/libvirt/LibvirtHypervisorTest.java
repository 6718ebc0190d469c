package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import io.nova.testkit.hypervisor.Configs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only real guests, and a real daemon that is mistreated, can show. */
class LibvirtHypervisorTest {

    private static LibvirtLab lab;

    private final InstanceId instance = InstanceId.next(new IdSource(new SecureRandom()));
    private LibvirtHypervisor driver;

    @BeforeAll
    static void startLab() throws Exception {
        Skip.unlessPossible(LibvirtLab.missing(), LibvirtHypervisorTest.class);
        lab = LibvirtLab.start();
    }

    @AfterAll
    static void stopLab() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void open() {
        driver = lab.open();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Guest guest : driver.guests()) {
            driver.destroy(guest.instance());
        }
        driver.close();
    }

    @Test
    void aKernelGuestBootsAndRebootsWhenAsked() throws Exception {
        driver.launch(lab.spec(instance));
        lab.awaitUp(driver, instance);
        long before = lab.qemu(instance);
        driver.reboot(instance);
        await("the second start", () -> starts() == 2);
        lab.awaitUp(driver, instance);
        assertTrue(console().contains("GUEST: shutting-down"), "it was asked, not reset");
        assertEquals(before, lab.qemu(instance));
    }

    @Test
    void aPartitionedImageBootsByItself() throws Exception {
        driver.launch(lab.diskSpec(instance));
        lab.awaitUp(driver, instance);
    }

    @Test
    void aGuestThatDoesNotHearIsReset() throws Exception {
        LibvirtHypervisor impatient = lab.open(Map.of("rebootPatienceSeconds", 0));
        try {
            driver.launch(lab.spec(instance));
            lab.awaitConsole(instance, "GUEST: boot-start");
            // Its kernel has no driver for the power button at this time.
            impatient.reboot(instance);
            await("the second start", () -> starts() == 2);
        } finally {
            impatient.close();
        }
    }

    @Test
    void aGuestKeepsItsUptimeWhileDriversComeAndGo() throws Exception {
        driver.launch(lab.spec(instance));
        Instant started = started();
        for (int swap = 0; swap < 5; swap++) {
            driver.close();
            driver = lab.open();
            assertEquals(1, driver.guests().size());
            driver.launch(lab.spec(instance));
        }
        assertEquals(started, started());
    }

    @Test
    void aRestartOfTheDaemonIsSurvivedAndEventsAreHeardAgain() throws Exception {
        driver.launch(lab.spec(instance));
        Instant started = started();
        List<PowerState> heard = new CopyOnWriteArrayList<>();
        driver.watch((id, power) -> heard.add(power));
        lab.daemon().stop();
        DriverException down = assertThrows(DriverException.class, () -> driver.guests());
        assertEquals(DriverException.Kind.UNREACHABLE, down.kind(), down.toString());
        lab.daemon().startAgain();
        await("the guest again", () -> reachable() && driver.guests().size() == 1);
        assertEquals(started, started());
        heard.clear();
        lab.crash(instance);
        await("the event", () -> heard.contains(PowerState.OFF));
        assertTrue(driver.guests().iterator().next().crashed());
    }

    @Test
    void whatHappenedWhileTheDaemonWasAwayIsTold() throws Exception {
        driver.launch(lab.spec(instance));
        List<PowerState> heard = new CopyOnWriteArrayList<>();
        driver.watch((id, power) -> heard.add(power));
        lab.awaitConsole(instance, "GUEST: boot-start");
        heard.clear();
        lab.daemon().stop();
        lab.crash(instance);
        lab.daemon().startAgain();
        await("news of the end", () -> heard.contains(PowerState.OFF));
        await("the guest off", () -> reachable() && off());
    }

    @Test
    void aHungGuestHoldsUpNoOther() throws Exception {
        InstanceId other = InstanceId.next(new IdSource(new SecureRandom()));
        LibvirtHypervisor hasty = lab.open(Map.of("callTimeoutSeconds", 4));
        driver.launch(lab.spec(instance));
        String pid = Long.toString(lab.qemu(instance));
        LibvirtDaemon.run("kill", "-STOP", pid);
        try {
            DriverException hung =
                    assertThrows(DriverException.class, () -> hasty.reboot(instance));
            assertEquals(DriverException.Kind.UNREACHABLE, hung.kind(), hung.toString());
            driver.launch(lab.spec(other));
            assertEquals(2, hasty.guests().size());
            hasty.destroy(other);
        } finally {
            LibvirtDaemon.run("kill", "-CONT", pid);
            hasty.close();
        }
    }

    @Test
    void guestsOfOthersAreNotTouched() throws Exception {
        Path xml = Files.createTempFile("other", ".xml");
        Files.writeString(
                xml,
                "<domain type='qemu'><name>i-somebody</name><memory>32768</memory>"
                        + "<os><type>hvm</type></os></domain>");
        try {
            lab.daemon().virsh("define", xml.toString());
            assertEquals(List.of(), List.copyOf(driver.guests()));
            lab.daemon().virsh("undefine", "i-somebody");
        } finally {
            Files.delete(xml);
        }
    }

    @Test
    void whatACrashLeftOfALaunchIsListedAndDestroyed() throws Exception {
        Path directory = Files.createDirectories(lab.instances().resolve(instance.value()));
        Files.writeString(directory.resolve("disk"), "half");
        assertEquals(
                List.of(new Guest(instance, PowerState.OFF, 0, false)),
                List.copyOf(driver.guests()));
        driver.destroy(instance);
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void aGuestThatLostItsDomainKeepsItsDisk() throws Exception {
        driver.launch(lab.spec(instance));
        Object disk = lab.disk(instance);
        lab.daemon().virsh("destroy", instance.value());
        lab.daemon().virsh("undefine", instance.value());
        assertEquals(PowerState.OFF, driver.guests().iterator().next().power());
        driver.launch(lab.spec(instance));
        assertEquals(PowerState.ON, driver.guests().iterator().next().power());
        assertEquals(disk, lab.disk(instance));
    }

    @Test
    void aClosedDriverLeavesNoThread() throws Exception {
        driver.launch(lab.spec(instance));
        driver.close();
        await("no thread", () -> threads().isEmpty());
        driver = lab.open();
        assertFalse(driver.guests().isEmpty());
    }

    @Test
    void theProbesSectorRuns() throws Exception {
        assertTrue(probe("kvm").boots("qemu"), "else a verdict against KVM would prove nothing");
    }

    @Test
    void theVerdictOnKvmIsKept() throws Exception {
        boolean verdict = probe("auto").kvm();
        Path file = lab.instances().resolve("kvm-verdict");
        assertTrue(Files.readAllLines(file).contains("kvm=" + verdict));
        Files.writeString(file, Files.readString(file).replace("" + verdict, "" + !verdict));
        assertEquals(!verdict, probe("auto").kvm(), "not probed again");
        Files.delete(file);
    }

    private HostProbe probe(String mode) {
        Settings settings =
                Settings.of(
                        Configs.of(
                                LibvirtConfig.class,
                                Map.of(
                                        "uri",
                                        lab.daemon().uri(),
                                        "mode",
                                        mode,
                                        "directory",
                                        lab.instances().toString())));
        return new HostProbe(settings, driver.connection());
    }

    private Instant started() throws Exception {
        return ProcessHandle.of(lab.qemu(instance))
                .orElseThrow()
                .info()
                .startInstant()
                .orElseThrow();
    }

    private boolean off() throws InterruptedException {
        return driver.guests().stream().allMatch(guest -> guest.power() == PowerState.OFF);
    }

    private boolean reachable() {
        try {
            driver.guests();
            return true;
        } catch (DriverException | InterruptedException e) {
            return false;
        }
    }

    private String console() {
        return new String(driver.tail(instance, 1 << 20), StandardCharsets.UTF_8);
    }

    private long starts() {
        return Pattern.compile("GUEST: boot-start").matcher(console()).results().count();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("nova-libvirt"))
                .toList();
    }

    private static void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + lab.patience().toNanos();
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long for: " + what);
            Thread.sleep(20);
        }
    }
}
