package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.AoeClient;
import io.nova.aoe.TargetConfig;
import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeSnapshots.Snapshot;
import io.nova.spi.volume.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another JVM works with volumes and is killed at any time; what it left is put right. */
class CrashTest {

    private static final VolumeId KEPT = new VolumeId("vol-0000000000000000a");
    private static final VolumeId OTHER = new VolumeId("vol-0000000000000000b");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-0000000000000000a");
    private static final Initiator SOMEBODY =
            new Initiator(new HostId("somebody"), "02:00:00:00:00:42");
    private static final long BYTES = 4L << 20;
    private static final int KILLS = 8;

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(CrashTest.class);
    }

    /** Works until it is killed; it is in the test's network. */
    public static void main(String[] arguments) throws Exception {
        AoeVolumes driver = new AoeLab(Path.of(arguments[0])).open();
        Initiator one = new Initiator(new HostId("one"), arguments[1]);
        System.out.println("works");
        while (true) {
            driver.create(new VolumeSpec(OTHER, BYTES));
            driver.export(OTHER, Set.of(one));
            driver.export(OTHER, Set.of(one, SOMEBODY));
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
        Random random = new Random(7);
        try (AoeLab lab = new AoeLab();
                AoeClient host = AoeClient.open("one")) {
            AoeVolumes first = lab.open();
            Initiator one = new Initiator(new HostId("one"), host.mac().toString());
            first.create(new VolumeSpec(KEPT, BYTES));
            String kept = first.export(KEPT, Set.of(one)).location();
            first.close();
            Found server = lab.servers().get(0);
            for (int kill = 0; kill < KILLS; kill++) {
                killAfter(lab, one, random.nextInt(1500));
                heal(lab);
                assertEquals(List.of(server), lab.servers(), "the kept one, and no other");
                List<TargetConfig> heard = host.discover(AoeAddress.ALL, Duration.ofMillis(100));
                assertEquals(1, heard.size(), heard.toString());
                assertEquals(KEPT.value(), heard.get(0).name());
                assertEquals(kept, heard.get(0).address().toString());
            }
        }
    }

    private static void killAfter(AoeLab lab, Initiator one, int millis) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashTest.class.getName(),
                                lab.top().toString(),
                                one.name())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertEquals("works", jvm.inputReader().readLine());
            assertFalse(jvm.waitFor(millis, TimeUnit.MILLISECONDS), "it works until it is killed");
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    // As the agent does: it takes back what it was not assigned.
    private static void heal(AoeLab lab) throws Exception {
        AoeVolumes driver = lab.open();
        try {
            for (Snapshot snapshot : driver.snapshots()) {
                driver.drop(snapshot.id());
            }
            for (Volume volume : driver.volumes()) {
                if (!volume.id().equals(KEPT)) {
                    driver.unexport(volume.id());
                    Await.that("wiped", () -> isDeleted(driver, volume.id()));
                }
            }
            Await.that("one server", () -> lab.servers().size() == 1);
            Await.that(
                    "two files",
                    () -> files(lab.directory()).equals(Set.of(KEPT + ".export", KEPT + ".raw")));
            assertTrue(files(lab.run()).stream().noneMatch(name -> name.contains(OTHER.value())));
            Await.that("no address taken but one", () -> taken(lab) == 1);
        } finally {
            driver.close();
        }
    }

    private static boolean isDeleted(AoeVolumes driver, VolumeId volume) throws Exception {
        try {
            return driver.delete(volume);
        } catch (DriverException e) {
            // A half-made snapshot of the dead process, which the keeper removes.
            return false;
        }
    }

    private static long taken(AoeLab lab) throws Exception {
        try (Stream<Path> marks = Files.list(lab.directory().resolve("slots"))) {
            long taken = 0;
            for (Path mark : marks.filter(one -> !name(one).startsWith(".")).toList()) {
                taken += Files.readString(mark).startsWith("taken ") ? 1 : 0;
            }
            return taken;
        }
    }

    private static Set<String> files(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(
                    files.filter(Files::isRegularFile)
                            .map(CrashTest::name)
                            .filter(name -> !name.startsWith("."))
                            .toList());
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
