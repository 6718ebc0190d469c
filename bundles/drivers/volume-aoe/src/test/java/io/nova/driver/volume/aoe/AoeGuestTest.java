package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A Linux with the kernel's {@code aoe} module, as hosts of guests have it: on a tenant's network
 * it sees no export, on the storage network those that it may have.
 */
class AoeGuestTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId FOREIGN = new VolumeId("vol-00000000000000002");
    private static final String MAC = "02:00:00:00:a0:e1";
    private static final long BYTES = 4L << 20;
    private static final int WRITTEN_AT = 8 * 512;
    private static final String TAP = "tapg";

    private static Path files;

    @BeforeAll
    static void needANetworkAndAGuest() throws Exception {
        files = SerialGuest.files(AoeGuestTest.class);
        Network.enter(AoeGuestTest.class);
    }

    @Test
    void theKernelOfAHostSeesItsVolumeOnTheStorageNetworkAndNothingOnATenants() throws Exception {
        Network.ip("tuntap add " + TAP + " mode tap");
        Network.ip("link set " + TAP + " master tenbr up");
        try (AoeLab lab = new AoeLab();
                SerialGuest guest = SerialGuest.start(files, TAP, MAC)) {
            AoeVolumes driver = lab.open();
            export(driver, VOLUME, MAC);
            export(driver, FOREIGN, "02:00:00:00:00:42");
            Await.that("it boots", () -> guest.console().contains("GUEST: READY"));
            guest.type("");
            guest.type("modprobe aoe aoe_iflist=eth0; sleep 3; echo 1 > /dev/etherd/discover");
            guest.type("sleep 3; echo tenant sees $(ls /dev/etherd | grep -c '^e[0-9]') volumes");
            Await.that("it has looked", () -> guest.console().contains("tenant sees 0 volumes"));

            Network.ip("link set " + TAP + " master stobr");
            guest.type("while ! test -b /dev/etherd/e7.0; do echo 1 > /dev/etherd/discover;");
            guest.type("sleep 1; done; echo host sees $(ls /dev/etherd | grep '^e[0-9]').");
            Await.that("it sees", () -> guest.console().contains("host sees e7.0."));
            guest.type("echo it reads $(head -c 12 /dev/etherd/e7.0).");
            Await.that("it reads", () -> guest.console().contains("it reads " + mark() + "."));
            guest.type(
                    "printf 'of the guest' | dd of=/dev/etherd/e7.0 bs=512 seek=8 conv=fsync;"
                            + " echo it wrote $((6 * 7))");
            Await.that("it writes", () -> guest.console().contains("it wrote 42"));
            assertEquals("of the guest", written(lab));
            assertTrue(lab.servers().size() == 2, lab.servers().toString());
        } finally {
            Network.ip("link del " + TAP);
        }
    }

    private static void export(AoeVolumes driver, VolumeId volume, String mac) throws Exception {
        driver.create(new VolumeSpec(volume, BYTES));
        byte[] sector = Arrays.copyOf(mark().getBytes(StandardCharsets.US_ASCII), 512);
        driver.fill(volume, 0, sector.length, new ByteArrayInputStream(sector));
        driver.export(volume, Set.of(new Initiator(new HostId("of-" + volume), mac)));
    }

    private static String mark() {
        return "of the owner";
    }

    private static String written(AoeLab lab) throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(lab.directory().resolve(VOLUME + ".raw").toFile(), "r")) {
            byte[] bytes = new byte[12];
            file.seek(WRITTEN_AT);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }
}
