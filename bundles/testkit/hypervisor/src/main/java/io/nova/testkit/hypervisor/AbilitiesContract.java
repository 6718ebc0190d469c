package io.nova.testkit.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link VolumeHotplug} and {@link DiskCapture} promise; for a driver that has one of them the
 * other's tests are skipped.
 */
public abstract class AbilitiesContract {

    private static final int QCOW2 = 0x514649fb;

    private final IdSource ids = new IdSource(new SecureRandom());

    /** The guest of most tests; each test has its own. */
    protected final InstanceId instance = InstanceId.next(ids);

    private final VolumeId volume = VolumeId.next(ids);
    private HypervisorLab lab;
    private HypervisorDriver driver;

    /** Returns the host to test on; its guests of earlier tests are gone. */
    protected abstract HypervisorLab lab() throws Exception;

    @BeforeEach
    void open() throws Exception {
        lab = lab();
        driver = lab.open();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (driver == null) {
            return;
        }
        for (Guest guest : driver.guests()) {
            driver.destroy(guest.instance());
        }
        lab.close(driver);
    }

    @Test
    void aRunningGuestGetsAVolumeAndLetsItGo() throws Exception {
        VolumeHotplug hotplug = hotplug();
        driver.launch(lab.spec(instance));
        lab.awaitUp(driver, instance);
        GuestDisk disk = lab.volume(volume);
        hotplug.attach(instance, disk);
        hotplug.attach(instance, disk);
        assertAttached(volume);
        hotplug.detach(instance, volume, false);
        await("let go", () -> hotplug().attached(instance).isEmpty());
        hotplug.detach(instance, volume, false);
        hotplug.attach(instance, disk);
        assertAttached(volume);
    }

    @Test
    void severalVolumesComeAndGoByThemselves() throws Exception {
        VolumeHotplug hotplug = hotplug();
        VolumeId other = VolumeId.next(ids);
        driver.launch(lab.spec(instance));
        lab.awaitUp(driver, instance);
        hotplug.attach(instance, lab.volume(volume));
        hotplug.attach(instance, lab.volume(other));
        assertAttached(volume, other);
        hotplug.detach(instance, volume, false);
        await("let go", () -> hotplug().attached(instance).size() == 1);
        assertAttached(other);
    }

    @Test
    void aGuestThatIsOffGetsAVolumeForItsLaterStarts() throws Exception {
        VolumeHotplug hotplug = hotplug();
        driver.launch(lab.spec(instance));
        driver.powerOff(instance);
        hotplug.attach(instance, lab.volume(volume));
        hotplug.attach(instance, lab.volume(volume));
        assertAttached(volume);
        driver.launch(lab.spec(instance));
        assertAttached(volume);
        driver.powerOff(instance);
        hotplug.detach(instance, volume, false);
        assertAttached();
        driver.launch(lab.spec(instance));
        assertAttached();
    }

    @Test
    void aVolumeStaysOverAStopAndAnotherDriver() throws Exception {
        VolumeHotplug hotplug = hotplug();
        driver.launch(lab.spec(instance));
        hotplug.attach(instance, lab.volume(volume));
        driver.powerOff(instance);
        assertAttached(volume);
        lab.close(driver);
        driver = lab.open();
        driver.launch(lab.spec(instance));
        assertAttached(volume);
    }

    @Test
    void aGuestHasTheVolumesOfItsLaunchBeforeItBoots() throws Exception {
        assumeTrue(driver instanceof VolumeHotplug, "this driver has no hotplug");
        VolumeId other = VolumeId.next(ids);
        driver.launch(lab.spec(instance).with(List.of(lab.volume(volume))));
        assertAttached(volume);
        driver.powerOff(instance);
        driver.launch(lab.spec(instance).with(List.of(lab.volume(volume), lab.volume(other))));
        assertAttached(volume, other);
    }

    @Test
    void aVolumeIsTakenByForceFromAGuestThatDoesNotAgree() throws Exception {
        VolumeHotplug hotplug = hotplug();
        driver.launch(lab.spec(instance));
        hotplug.attach(instance, lab.volume(volume));
        lab.holdOn(instance, volume);
        hotplug.detach(instance, volume, false);
        assertAttached(volume);
        hotplug.detach(instance, volume, true);
        await("taken", () -> hotplug().attached(instance).isEmpty());
        hotplug.detach(instance, volume, true);
        assertTrue(driver.guests().stream().allMatch(guest -> !guest.crashed()));
        driver.powerOff(instance);
        assertAttached();
    }

    @Test
    void anUnknownGuestHasNoVolumesAndGetsNone() throws Exception {
        VolumeHotplug hotplug = hotplug();
        GuestDisk disk = lab.volume(volume);
        DriverException broken =
                assertThrows(DriverException.class, () -> hotplug.attach(instance, disk));
        assertEquals(Kind.BROKEN, broken.kind(), broken.toString());
        hotplug.detach(instance, volume, false);
        hotplug.detach(instance, volume, true);
        assertEquals(List.of(), List.copyOf(hotplug.attached(instance)));
    }

    @Test
    void theDiskOfARunningGuestIsCopiedWhileItRunsOn(@TempDir Path folder) throws Exception {
        DiskCapture capture = captures();
        driver.launch(lab.spec(instance));
        lab.awaitUp(driver, instance);
        capture.capture(instance, folder.resolve("copy"));
        assertStandsAlone(folder.resolve("copy"));
        capture.capture(instance, folder.resolve("again"));
        assertStandsAlone(folder.resolve("again"));
        assertEquals(1, driver.guests().size());
        driver.powerOff(instance);
        driver.destroy(instance);
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void theDiskOfAStoppedGuestIsCopied(@TempDir Path folder) throws Exception {
        DiskCapture capture = captures();
        driver.launch(lab.spec(instance));
        driver.powerOff(instance);
        capture.capture(instance, folder.resolve("copy"));
        assertStandsAlone(folder.resolve("copy"));
    }

    @Test
    void aCopyThatFailsLeavesNoFile(@TempDir Path folder) throws Exception {
        DiskCapture capture = captures();
        Path copy = folder.resolve("copy");
        assertThrows(DriverException.class, () -> capture.capture(instance, copy));
        assertFalse(Files.exists(copy));
        driver.launch(lab.spec(instance));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> capture.capture(instance, copy));
        assertFalse(Files.exists(copy));
        capture.capture(instance, copy);
        assertStandsAlone(copy);
    }

    private VolumeHotplug hotplug() {
        assumeTrue(driver instanceof VolumeHotplug, "this driver has no hotplug");
        return (VolumeHotplug) driver;
    }

    private DiskCapture captures() {
        assumeTrue(driver instanceof DiskCapture, "this driver cannot copy disks");
        return (DiskCapture) driver;
    }

    private void assertAttached(VolumeId... volumes) throws Exception {
        assertEquals(Set.of(volumes), Set.copyOf(hotplug().attached(instance)));
        assertEquals(volumes.length, hotplug().attached(instance).size());
    }

    private static void assertStandsAlone(Path file) throws Exception {
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file));
        assertEquals(QCOW2, header.getInt(0));
        assertEquals(0, header.getLong(8), "no backing file");
    }

    private void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + lab.patience().toNanos();
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long until: " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
