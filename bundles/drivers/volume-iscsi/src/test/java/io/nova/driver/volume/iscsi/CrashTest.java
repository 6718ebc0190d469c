package io.nova.driver.volume.iscsi;

import static io.nova.driver.volume.iscsi.Awaiting.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeSnapshots.Snapshot;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another JVM works with volumes and is killed at any time; what it left is put right. */
class CrashTest {

    private static final HostId HOST = new HostId("here");
    private static final VolumeId KEPT = new VolumeId("vol-0000000000000000a");
    private static final VolumeId OTHER = new VolumeId("vol-0000000000000000b");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-0000000000000000a");
    private static final long BYTES = 4L << 20;
    private static final int KILLS = 8;

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(CrashTest.class);
    }

    /** Works until it is killed. */
    public static void main(String[] arguments) throws Exception {
        IscsiLab lab = new IscsiLab(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        IscsiVolumes driver = lab.open();
        VolumeConnector connector = lab.connector(HOST);
        System.out.println("works");
        while (true) {
            driver.create(new VolumeSpec(OTHER, BYTES));
            driver.fill(OTHER, 0, 512, new ByteArrayInputStream(mark(512)));
            driver.export(OTHER, Set.of(connector.initiator()));
            driver.capture(SNAPSHOT, OTHER);
            driver.resize(OTHER, 2 * BYTES);
            driver.unexport(OTHER);
            driver.drop(SNAPSHOT);
            while (!driver.delete(OTHER)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whateverAKillOfTheJvmLeavesIsPutRight() throws Exception {
        IscsiLab lab = new IscsiLab();
        IscsiVolumes first = lab.open();
        VolumeConnector connector = lab.connector(HOST);
        Random random = new Random(7);
        try {
            first.create(new VolumeSpec(KEPT, BYTES));
            String source =
                    connector.connect(first.export(KEPT, Set.of(connector.initiator()))).source();
            first.close();
            try (BusyGuest guest = new BusyGuest(source, 0, BYTES)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    killAfter(lab, random.nextInt(900));
                    heal(lab);
                    guest.goesOn();
                }
                guest.stop();
                guest.assertAllThere(Files.readAllBytes(lab.directory().resolve(KEPT + ".raw")));
            }
        } finally {
            lab.end();
        }
    }

    private static void killAfter(IscsiLab lab, int millis) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashTest.class.getName(),
                                lab.top().toString(),
                                Integer.toString(lab.port()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertEquals("works", jvm.inputReader().readLine());
            assertFalse(jvm.waitFor(millis, TimeUnit.MILLISECONDS), "it works until it is killed");
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private static void heal(IscsiLab lab) throws Exception {
        IscsiVolumes driver = lab.open();
        try {
            for (Snapshot snapshot : driver.snapshots()) {
                driver.drop(snapshot.id());
            }
            for (Volume volume : driver.volumes()) {
                if (!volume.id().equals(KEPT)) {
                    assertTrue(
                            volume.deleting()
                                    || volume.bytes() == BYTES
                                    || volume.bytes() == 2 * BYTES,
                            volume.toString());
                    driver.unexport(volume.id());
                    await("wiped", () -> deleted(driver, volume.id()));
                }
            }
            await("one tgtd", () -> lab.servers().size() == 1);
            await("one target", () -> !lab.shown().contains(OTHER.value()));
            await("two files", () -> files(lab).equals(List.of(KEPT + ".export", KEPT + ".raw")));
            assertEquals(List.of(), lab.traces(OTHER));
        } finally {
            driver.close();
        }
    }

    private static boolean deleted(IscsiVolumes driver, VolumeId volume) throws Exception {
        try {
            return driver.delete(volume);
        } catch (io.nova.model.DriverException e) {
            // A half-made snapshot of the dead process, which the keeper removes.
            return false;
        }
    }

    private static List<String> files(IscsiLab lab) throws Exception {
        try (Stream<Path> files = Files.list(lab.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] mark(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x6b);
        return bytes;
    }
}
