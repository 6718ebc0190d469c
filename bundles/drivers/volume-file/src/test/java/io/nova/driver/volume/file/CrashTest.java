package io.nova.driver.volume.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.nova.testkit.volume.NbdClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
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
        FileLab lab = new FileLab(Path.of(arguments[0]));
        FileVolumes driver = lab.open();
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
        FileLab lab = new FileLab();
        FileVolumes first = lab.open();
        VolumeConnector connector = lab.connector(HOST);
        Random random = new Random(7);
        try {
            first.create(new VolumeSpec(KEPT, BYTES));
            String source =
                    connector.connect(first.export(KEPT, Set.of(connector.initiator()))).source();
            first.close();
            try (NbdClient guest = NbdClient.open(source)) {
                guest.write(0, mark(4096));
                for (int kill = 0; kill < KILLS; kill++) {
                    killAfter(lab, random.nextInt(700));
                    heal(lab);
                    assertArrayEquals(mark(4096), guest.read(0, 4096), "the guest noticed nothing");
                }
            }
        } finally {
            lab.end();
        }
    }

    private static void killAfter(FileLab lab, int millis) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashTest.class.getName(),
                                lab.directory().getParent().toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertEquals("works", jvm.inputReader().readLine());
            assertFalse(jvm.waitFor(millis, TimeUnit.MILLISECONDS), "it works until it is killed");
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private static void heal(FileLab lab) throws Exception {
        FileVolumes driver = lab.open(Map.of("host", HOST.value()));
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
            await("one server", () -> lab.servers().size() == 1);
            await("two files", () -> files(lab).equals(List.of(KEPT + ".export", KEPT + ".raw")));
            assertEquals(List.of(), lab.traces(OTHER));
        } finally {
            driver.close();
        }
    }

    private static boolean deleted(FileVolumes driver, VolumeId volume) throws Exception {
        try {
            return driver.delete(volume);
        } catch (io.nova.model.DriverException e) {
            // A half-made snapshot of the dead process, which the keeper removes.
            return false;
        }
    }

    private static List<String> files(FileLab lab) throws Exception {
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

    private static void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long for: " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
