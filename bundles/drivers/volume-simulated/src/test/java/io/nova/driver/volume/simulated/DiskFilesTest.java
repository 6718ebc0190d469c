package io.nova.driver.volume.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pretended volumes across the end of the JVM that pretends them. */
class DiskFilesTest {

    private static final long ROOM = 1L << 40;
    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final HostId HOST = new HostId("one");

    @TempDir private Path directory;

    private SimulatedVolumes driver() {
        return new SimulatedVolumes(SimulatedStorage.in(directory, ROOM, 1), HOST);
    }

    private static void fill(SimulatedVolumes driver, long offset, int value) throws Exception {
        byte[] content = new byte[SimulatedDisk.BLOCK];
        Arrays.fill(content, (byte) value);
        driver.fill(VOLUME, offset, content.length, new ByteArrayInputStream(content));
    }

    private static byte[] read(SimulatedVolumes driver, long offset) throws Exception {
        driver.drop(SNAPSHOT);
        driver.capture(SNAPSHOT, VOLUME);
        try (var in = driver.open(SNAPSHOT, offset, 4)) {
            return in.readAllBytes();
        }
    }

    private Set<String> files() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void whatWasWrittenLastIsThereInTheNextJvm() throws Exception {
        SimulatedVolumes first = driver();
        first.create(new VolumeSpec(VOLUME, 1L << 30));
        fill(first, 0, 1);
        fill(first, 1 << 20, 2);
        fill(first, 0, 3);
        first.export(VOLUME, Set.of(first.initiator()));
        SimulatedVolumes second = driver();
        assertEquals(
                List.of(new Volume(VOLUME, 1L << 30, Set.of(first.initiator()), false)),
                List.copyOf(second.volumes()));
        assertArrayEquals(new byte[] {3, 3, 3, 3}, read(second, 0));
        assertArrayEquals(new byte[] {2, 2, 2, 2}, read(second, 1 << 20));
        assertArrayEquals(new byte[] {2, 2, 2, 2}, read(driver(), 1 << 20));
        assertArrayEquals(new byte[4], read(second, 2 << 20));
    }

    @Test
    void halfABlockOfAJvmThatWasKilledIsNone() throws Exception {
        SimulatedVolumes first = driver();
        first.create(new VolumeSpec(VOLUME, 1L << 30));
        fill(first, 0, 1);
        Path journal = directory.resolve(VOLUME + ".blocks");
        Files.write(journal, new byte[100], StandardOpenOption.APPEND);
        SimulatedVolumes second = driver();
        fill(second, 1 << 20, 2);
        SimulatedVolumes third = driver();
        assertArrayEquals(new byte[] {1, 1, 1, 1}, read(third, 0));
        assertArrayEquals(new byte[] {2, 2, 2, 2}, read(third, 1 << 20));
    }

    @Test
    void blocksOfADiskThatWasNotMadeToItsEndAreRemoved() throws Exception {
        Files.write(directory.resolve(VOLUME + ".blocks"), new byte[100]);
        SimulatedVolumes driver = driver();
        assertEquals(List.of(), List.copyOf(driver.volumes()));
        assertEquals(Set.of(), files());
    }

    @Test
    void whatIsDeletedLeavesNoFile() throws Exception {
        SimulatedVolumes driver = driver();
        driver.create(new VolumeSpec(VOLUME, 1L << 30));
        fill(driver, 0, 1);
        fill(driver, 1 << 20, 1);
        var unused = read(driver, 0);
        driver.drop(SNAPSHOT);
        assertFalse(driver.delete(VOLUME));
        SimulatedVolumes other = driver();
        assertTrue(other.volumes().iterator().next().deleting());
        while (!other.delete(VOLUME)) {
            assertEquals(1, other.volumes().size());
        }
        assertEquals(Set.of(), files());
    }
}
