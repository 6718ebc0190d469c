package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.Guest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real guest sees of its volumes, and writes to them. */
class LibvirtVolumeTest {

    private static final String PATTERN = "what the guest wrote";

    private static LibvirtLab lab;

    private final IdSource ids = new IdSource(new SecureRandom());
    private final InstanceId instance = InstanceId.next(ids);
    private final VolumeId volume = VolumeId.next(ids);
    private LibvirtHypervisor driver;

    @BeforeAll
    static void startLab() throws Exception {
        Skip.unlessPossible(LibvirtLab.missing(), LibvirtVolumeTest.class);
        lab = LibvirtLab.start();
    }

    @AfterAll
    static void stopLab() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void bootAGuest() throws Exception {
        driver = lab.open();
        driver.launch(lab.spec(instance));
        lab.awaitUp(driver, instance);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Guest guest : driver.guests()) {
            driver.destroy(guest.instance());
        }
        driver.close();
    }

    @Test
    void whatAGuestWritesToAVolumeIsThereAfterItLetsGo() throws Exception {
        driver.attach(instance, lab.volume(volume));
        lab.awaitConsole(instance, "GUEST: disk-new vdb sectors=" + VolumeHost.BYTES / 512);
        shell().run(
                        "test $(cat /sys/block/vdb/serial) = %s && yes %s | dd of=/dev/vdb bs=4096 count=16"
                                .formatted(AttachedDisk.serial(volume), "'" + PATTERN + "'"));
        driver.detach(instance, volume, false);
        lab.awaitConsole(instance, "GUEST: disk-gone vdb");
        await("let go", () -> driver.attached(instance).isEmpty());
        Path file = lab.volumes().detach(volume);
        assertEquals(VolumeHost.BYTES, Files.size(file));
        String head = new String(Files.readAllBytes(file), 0, 65536, StandardCharsets.US_ASCII);
        assertTrue(head.startsWith(PATTERN + "\n" + PATTERN), head.substring(0, 50));
        assertTrue(head.stripTrailing().length() > 65500, "all of it");
    }

    @Test
    void aVolumeThatIsTakenByForceIsClosedAndTheGuestGetsErrors() throws Exception {
        driver.attach(instance, lab.volume(volume));
        lab.awaitConsole(instance, "GUEST: disk-new vdb");
        shell().run("exec 9</dev/vdb; echo hold >/dev/null");
        lab.holdOn(instance, volume);
        driver.detach(instance, volume, true);
        assertEquals(0, driver.attached(instance).size());
        lab.volumes().detach(volume);
        DriverException busy =
                assertThrows(
                        DriverException.class, () -> driver.attach(instance, lab.volume(volume)));
        assertEquals(DriverException.Kind.BUSY, busy.kind(), busy.toString());
        driver.powerOff(instance);
        driver.attach(instance, lab.volume(volume));
        assertEquals(1, driver.attached(instance).size());
        driver.launch(lab.spec(instance));
        await("the disk at the next start", () -> disksSeen() == 2);
    }

    @Test
    void aCopyOfARunningRootHoldsWhatTheGuestWrote(@TempDir Path folder) throws Exception {
        shell().run("echo %s > /root/note && sync".formatted("'" + PATTERN + "'"));
        Path copy = folder.resolve("copy");
        driver.capture(instance, copy);
        Path raw = folder.resolve("raw");
        LibvirtDaemon.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", "" + copy, "" + raw);
        assertTrue(
                LibvirtDaemon.run("/usr/sbin/debugfs", "-R", "cat /root/note", raw.toString())
                        .contains(PATTERN));
        shell().run("echo more > /root/later");
    }

    private GuestShell shell() {
        return new GuestShell(lab, instance);
    }

    private int disksSeen() {
        String console = new String(driver.tail(instance, 1 << 20), StandardCharsets.UTF_8);
        return console.split("GUEST: disk-new vdb", -1).length - 1;
    }

    private static void await(String what, Callable<Boolean> fact) throws Exception {
        lab.await(what, fact);
    }
}
