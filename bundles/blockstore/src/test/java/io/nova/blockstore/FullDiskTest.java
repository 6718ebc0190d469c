package io.nova.blockstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A small disk of its own, which others fill. */
class FullDiskTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final long MIB = 1L << 20;

    private Path directory;
    private BlockStore driver;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
        directory = Files.createTempDirectory("nova-full-");
        run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=16m", "nova", directory.toString());
        driver =
                new BlockStore(
                        new StoreSettings("test", directory, 0, MIB, MIB, Duration.ofMinutes(1)),
                        new PretendedExports());
    }

    @AfterEach
    void unmount() throws Exception {
        if (driver != null) {
            driver.close();
            run("/usr/bin/umount", "-l", directory.toString());
            Files.delete(directory);
        }
    }

    @Test
    void theReserveIsKeptFromVolumes() throws Exception {
        assertEquals(15 * MIB, driver.capacity().totalBytes());
        assertExhausted(() -> driver.create(new VolumeSpec(VOLUME, 16 * MIB)));
        assertEquals(List.of(), files());
    }

    @Test
    void aVolumeIsCountedWithAllItMayGrowInto() throws Exception {
        driver.create(new VolumeSpec(VOLUME, 10 * MIB));
        assertEquals(5 * MIB, driver.capacity().freeBytes());
        driver.fill(VOLUME, 0, MIB, new ByteArrayInputStream(ones(1)));
        assertEquals(5 * MIB, driver.capacity().freeBytes());
        assertExhausted(() -> driver.resize(VOLUME, 16 * MIB));
        assertEquals(10 * MIB, driver.volumes().iterator().next().bytes());
    }

    @Test
    void whatOthersFilledIsExhaustedAndLeavesNothing() throws Exception {
        driver.create(new VolumeSpec(VOLUME, 10 * MIB));
        driver.fill(VOLUME, 0, 4 * MIB, new ByteArrayInputStream(ones(4)));
        Files.write(directory.resolve("others"), ones(9));
        assertEquals(0, driver.capacity().freeBytes());
        assertExhausted(() -> driver.capture(SNAPSHOT, VOLUME));
        assertExhausted(
                () -> driver.fill(VOLUME, 4 * MIB, 6 * MIB, new ByteArrayInputStream(ones(6))));
        assertEquals(List.of(), List.copyOf(driver.snapshots()));
        assertEquals(List.of("others", VOLUME + ".raw"), files());
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertExhausted(Executable command) {
        assertEquals(Kind.EXHAUSTED, assertThrows(DriverException.class, command).kind());
    }

    private static byte[] ones(int mib) {
        byte[] bytes = new byte[mib << 20];
        java.util.Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    private static void run(String... command) throws Exception {
        Tool.run(Duration.ofSeconds(20), List.of(command));
    }
}
