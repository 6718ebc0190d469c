package io.nova.testkit.volume;

import static io.nova.testkit.volume.VolumeDriverContract.assertFails;
import static io.nova.testkit.volume.VolumeDriverContract.pattern;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException.Kind;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.ChangedRanges;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a volume driver with the ability {@link VolumeSnapshots} does. */
public abstract class VolumeSnapshotsContract {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final SnapshotId FIRST = new SnapshotId("snap-00000000000000001");
    private static final SnapshotId SECOND = new SnapshotId("snap-00000000000000002");
    private static final long BYTES = 4L << 20;
    private static final byte[] PATTERN = pattern("as it was in the moment");
    private static final byte[] LATER = pattern("as it became afterwards");

    private VolumeLab lab;
    private VolumeDriver driver;
    private VolumeSnapshots snapshots;

    /** Makes a volume host without volumes, with some 64 MiB of room. */
    protected abstract VolumeLab lab() throws Exception;

    @BeforeEach
    void openTheDriver() throws Exception {
        lab = lab();
        reopen();
        driver.create(new VolumeSpec(VOLUME, BYTES));
        driver.create(new VolumeSpec(OTHER, BYTES));
        fill(0, PATTERN);
    }

    @AfterEach
    void closeTheLab() throws Exception {
        lab.end();
    }

    @Test
    void aSnapshotStaysAsItWas() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        fill(0, LATER);
        fill(1 << 20, LATER);
        snapshots.capture(FIRST, VOLUME);
        driver.resize(VOLUME, 2 * BYTES);
        assertEquals(
                List.of(new VolumeSnapshots.Snapshot(FIRST, VOLUME, BYTES)),
                List.copyOf(snapshots.snapshots()));
        byte[] all = read(FIRST, 0, Long.MAX_VALUE);
        assertEquals(BYTES, all.length);
        assertArrayEquals(PATTERN, Arrays.copyOf(all, PATTERN.length));
        assertArrayEquals(new byte[512], Arrays.copyOfRange(all, 1 << 20, (1 << 20) + 512));
    }

    @Test
    void aRangeEndsWithTheSnapshot() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        assertArrayEquals(Arrays.copyOfRange(PATTERN, 100, 110), read(FIRST, 100, 10));
        assertEquals(12, read(FIRST, BYTES - 12, 100).length);
        assertEquals(0, read(FIRST, BYTES, 100).length);
    }

    @Test
    void aRestoredVolumeIsTheSame() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        fill(0, LATER);
        try (InputStream content = snapshots.open(FIRST, 0, BYTES)) {
            driver.fill(OTHER, 0, BYTES, content);
        }
        snapshots.capture(SECOND, OTHER);
        assertArrayEquals(read(FIRST, 0, BYTES), read(SECOND, 0, BYTES));
    }

    @Test
    void snapshotsOutliveTheDriverAndARestart() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        lab.close(driver);
        lab.restart();
        reopen();
        assertEquals(1, snapshots.snapshots().size());
        assertArrayEquals(PATTERN, read(FIRST, 0, PATTERN.length));
    }

    @Test
    void whatCannotBeCapturedIsRefused() throws Exception {
        VolumeId unknown = new VolumeId("vol-00000000000000003");
        assertFails(Kind.BROKEN, () -> snapshots.capture(FIRST, unknown));
        assertFails(Kind.BROKEN, () -> snapshots.open(FIRST, 0, 1));
        snapshots.capture(FIRST, VOLUME);
        assertFails(Kind.BROKEN, () -> snapshots.capture(FIRST, OTHER));
        assertEquals(1, snapshots.snapshots().size());
    }

    @Test
    void aVolumeWithSnapshotsIsNotDeleted() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        assertFails(Kind.BUSY, () -> driver.delete(VOLUME));
        snapshots.drop(FIRST);
        while (!driver.delete(VOLUME)) {
            assertTrue(driver.volumes().size() == 2, "listed until it is gone");
        }
    }

    @Test
    void aDroppedSnapshotLeavesNothingToRead() throws Exception {
        snapshots.capture(FIRST, VOLUME);
        fill(0, LATER);
        assertTrue(lab.storeHolds(PATTERN), "else the next lines prove nothing");
        snapshots.drop(FIRST);
        snapshots.drop(FIRST);
        assertEquals(List.of(), List.copyOf(snapshots.snapshots()));
        assertFalse(lab.storeHolds(PATTERN));
        assertTrue(lab.storeHolds(LATER));
    }

    @Test
    void changesLieWithinTheChangedRanges() throws Exception {
        if (driver instanceof ChangedRanges ranges) {
            snapshots.capture(FIRST, VOLUME);
            fill(2 << 20, LATER);
            driver.resize(VOLUME, 2 * BYTES);
            fill(2 * BYTES - 1024, LATER);
            snapshots.capture(SECOND, VOLUME);
            byte[] rebuilt = Arrays.copyOf(read(FIRST, 0, BYTES), (int) (2 * BYTES));
            long end = 0;
            long changed = 0;
            for (ChangedRanges.Range range : ranges.changed(FIRST, SECOND)) {
                assertTrue(range.offset() >= end, "in order");
                end = range.offset() + range.length();
                changed += range.length();
                byte[] bytes = read(SECOND, range.offset(), range.length());
                System.arraycopy(bytes, 0, rebuilt, (int) range.offset(), bytes.length);
            }
            assertTrue(end <= 2 * BYTES);
            assertTrue(changed < BYTES, "else there is no gain");
            assertArrayEquals(read(SECOND, 0, 2 * BYTES), rebuilt);
            snapshots.capture(new SnapshotId("snap-00000000000000003"), OTHER);
            assertFails(
                    Kind.BROKEN,
                    () -> ranges.changed(FIRST, new SnapshotId("snap-00000000000000003")));
        }
    }

    private void reopen() throws Exception {
        driver = lab.open();
        snapshots = (VolumeSnapshots) driver;
    }

    private void fill(long offset, byte[] bytes) throws Exception {
        driver.fill(VOLUME, offset, bytes.length, new ByteArrayInputStream(bytes));
    }

    private byte[] read(SnapshotId snapshot, long offset, long length) throws Exception {
        try (InputStream content = snapshots.open(snapshot, offset, length)) {
            return content.readAllBytes();
        }
    }
}
