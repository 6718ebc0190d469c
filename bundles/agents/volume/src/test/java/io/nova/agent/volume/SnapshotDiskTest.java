package io.nova.agent.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.driver.volume.simulated.SimulatedVolumes;
import io.nova.gate.Gate;
import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is uploaded of a snapshot, read back by a reader of its own, and by QEMU's where it is. */
class SnapshotDiskTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final long MIB = 1 << 20;
    private static final long DISK = 1100 * MIB;

    private final SimulatedVolumes driver =
            new SimulatedVolumes(new SimulatedStorage(1L << 40, 1), new HostId("h1"));
    private final Gate<VolumeDriver> gate =
            new Gate<>("volume", Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final Random random = new Random(7);

    @TempDir private Path folder;

    @BeforeEach
    void aVolumeIsThere() throws Exception {
        gate.bind(driver, "simulated", 0);
        driver.create(new VolumeSpec(VOLUME, DISK));
    }

    private byte[] write(long offset, int length) throws Exception {
        byte[] text = new byte[length];
        random.nextBytes(text);
        driver.fill(VOLUME, offset, length, new ByteArrayInputStream(text));
        return text;
    }

    private SnapshotDisk disk(long bytes) throws Exception {
        driver.capture(SNAPSHOT, VOLUME);
        return SnapshotDisk.of(new SnapshotReader(gate), SNAPSHOT, bytes);
    }

    private static ByteBuffer whole(SnapshotDisk disk) throws IOException {
        try (InputStream stream = disk.open()) {
            byte[] bytes = stream.readAllBytes();
            assertEquals(disk.size(), bytes.length);
            return ByteBuffer.wrap(bytes);
        }
    }

    /** As the format's description says, and nothing more. */
    private static byte[] read(ByteBuffer file, long offset, int length) {
        byte[] found = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = offset + i;
            long cluster = at >>> 16;
            int l1 = (int) file.getLong(40) + (int) (cluster >>> 13) * 8;
            int l2 = (int) (file.getLong(l1) & 0x00fffffffffffe00L);
            long place = l2 == 0 ? 0 : file.getLong(l2 + (int) (cluster & 8191) * 8);
            int data = (int) (place & 0x00fffffffffffe00L);
            found[i] = data == 0 ? 0 : file.get(data + (int) (at & 0xffff));
        }
        return found;
    }

    @Test
    void whatWasWrittenIsThereAndHolesTakeNoRoom() throws Exception {
        byte[] begin = write(0, 70_144);
        byte[] middle = write(600 * MIB + 512, 5 << 20);
        byte[] end = write(DISK - 512, 512);
        SnapshotDisk disk = disk(2048 * MIB);
        ByteBuffer file = whole(disk);
        assertEquals(0x514649fb, file.getInt(0));
        assertEquals(2048 * MIB, file.getLong(24));
        assertArrayEquals(begin, read(file, 0, begin.length));
        assertArrayEquals(middle, read(file, 600 * MIB + 512, middle.length));
        assertArrayEquals(end, read(file, DISK - 512, 512));
        assertArrayEquals(new byte[512], read(file, 300 * MIB, 512));
        assertArrayEquals(new byte[512], read(file, DISK, 512));
        assertTrue(disk.size() < 7 * MIB, () -> disk.size() + " bytes");
        assertEquals(file, whole(disk), "the same whenever it is opened");
    }

    @Test
    void anEmptySnapshotIsADiskOfZeros() throws Exception {
        ByteBuffer file = whole(disk(DISK));
        assertArrayEquals(new byte[512], read(file, 0, 512));
        assertTrue(file.limit() <= 5 * Qcow2Layout.CLUSTER);
    }

    /** Enough for a second block of counts and, at last, for counts that count counts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 32_760, 32_762, 32_764, 32_766, 100_000})
    void everyClusterOfTheFileIsCountedOnce(int clusters) {
        BitSet data = new BitSet();
        data.set(5, 5 + clusters);
        Qcow2Layout layout = new Qcow2Layout(1L << 40, data);
        long counted = 0;
        int table = (int) (layout.table(0).getLong(48) / Qcow2Layout.CLUSTER);
        int blocks = 0;
        ByteBuffer places = layout.table(table);
        while (places.getLong(blocks * 8) != 0) {
            ByteBuffer block =
                    layout.table((int) (places.getLong(blocks * 8) / Qcow2Layout.CLUSTER));
            for (int i = 0; i < Qcow2Layout.CLUSTER; i += 2) {
                counted += block.getShort(i);
            }
            blocks++;
        }
        assertEquals(layout.bytes(), counted * Qcow2Layout.CLUSTER);
    }

    @Test
    void qemuFindsNothingWrongWithIt() throws Exception {
        Path tool = Path.of("/usr/bin/qemu-img");
        Assumptions.assumeTrue(Files.isExecutable(tool), "qemu-utils is not installed");
        write(3 * MIB, 200_192);
        write(900 * MIB, 1 << 20);
        Path file = folder.resolve("disk.qcow2");
        Files.write(file, whole(disk(DISK)).array());
        Process check =
                new ProcessBuilder(tool.toString(), "check", "-q", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        assertTrue(check.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, check.exitValue(), Files.readString(folder.resolve("out")));
    }
}
