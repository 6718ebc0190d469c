package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real guest has a volume over iSCSI, from a tgtd that dies. */
class IscsiVolumeTest {

    private static LibvirtLab lab;
    private static IscsiHost volumes;

    private final IdSource ids = new IdSource(new SecureRandom());
    private final InstanceId instance = InstanceId.next(ids);
    private final VolumeId volume = VolumeId.next(ids);
    private final GuestShell shell = new GuestShell(lab, instance);
    private LibvirtHypervisor driver;

    @BeforeAll
    static void startLab() throws Exception {
        Skip.unlessPossible(missing(), IscsiVolumeTest.class);
        lab = LibvirtLab.start();
        volumes = new IscsiHost(lab.daemon());
    }

    private static Optional<String> missing() {
        return Files.isExecutable(IscsiHost.TGTD)
                ? LibvirtLab.missing()
                : Optional.of(IscsiHost.TGTD + " is not installed");
    }

    @AfterAll
    static void stopLab() throws Exception {
        if (volumes != null) {
            volumes.close();
        }
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
    void aGuestWritesThroughTheDeathOfTgtd() throws Exception {
        attach();
        String writing =
                shell.start(
                        "for i in 1 2 3 4 5 6 7 8; do yes round$i |"
                                + " head -c 4194304 > /dev/vdb && sync || exit 1; done");
        for (int kill = 0; kill < 2; kill++) {
            lab.await("tgtd", () -> !volumes.servers().isEmpty());
            Thread.sleep(500);
            volumes.servers().forEach(ProcessHandle::destroyForcibly);
            lab.await("another tgtd", () -> !volumes.servers().isEmpty());
        }
        shell.join(writing);
        detach();
        byte[] bytes = Files.readAllBytes(volumes.detach(volume));
        String all = new String(bytes, 0, 4 << 20, StandardCharsets.US_ASCII);
        String wanted = "round8\n".repeat(all.length() / 7);
        assertTrue(all.startsWith(wanted), "the last round is whole");
    }

    @Test
    void theSecretIsToldToLibvirtAndToNobodyElse() throws Exception {
        String source = attach();
        String secret =
                Files.readString(
                        Path.of(source.substring(source.indexOf("secret=") + "secret=".length())));
        assertTrue(secrets().contains(volume.value()));
        assertFalse(
                lab.daemon()
                        .virsh("dumpxml", "--security-info", instance.value())
                        .contains(secret));
        String[] words =
                ProcessHandle.of(lab.qemu(instance)).orElseThrow().info().arguments().orElseThrow();
        assertFalse(String.join(" ", words).contains(secret));
        detach();
        assertFalse(secrets().contains(volume.value()));
    }

    @Test
    void aGuestStartsAgainWithItsVolumeAlsoAfterLibvirtForgot() throws Exception {
        attach();
        shell.run("yes kept | head -c 4096 > /dev/vdb && sync");
        driver.powerOff(instance);
        lab.daemon().stop();
        lab.daemon().startAgain();
        assertFalse(secrets().contains(volume.value()));
        driver.launch(lab.spec(instance));
        lab.await("up again", () -> seen("GUEST: READY") == 2);
        lab.awaitConsole(instance, "GUEST: disk-new vdb");
        shell.run("head -c 4 /dev/vdb | grep -qx kept");
        assertEquals(1, driver.attached(instance).size());
    }

    private int seen(String line) {
        String console = new String(driver.tail(instance, 1 << 20), StandardCharsets.UTF_8);
        return console.split(line, -1).length - 1;
    }

    private static String secrets() throws Exception {
        return lab.daemon().virsh("secret-list");
    }

    private String attach() throws Exception {
        String source = volumes.attachable(volume);
        driver.attach(instance, new GuestDisk(volume, "/dev/sdf", source));
        driver.attach(instance, new GuestDisk(volume, "/dev/sdf", source));
        lab.awaitConsole(instance, "GUEST: disk-new vdb sectors=" + IscsiHost.BYTES / 512);
        return source;
    }

    private void detach() throws Exception {
        driver.detach(instance, volume, false);
        lab.await("let go", () -> driver.attached(instance).isEmpty());
    }
}
