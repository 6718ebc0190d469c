package io.nova.agent.volume;

import io.nova.gate.Gate;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies snapshots into new volumes, a piece at a time, so that no command to the driver takes
 * long. How far it came is in memory alone: another process begins anew, and writes the same once
 * more.
 */
final class Filling {

    private static final int PIECE = 4 << 20;
    private static final int PIECES_OF_A_STEP = 16;

    private final Gate<VolumeDriver> driver;
    private final SnapshotReader snapshots;
    private final Map<VolumeId, Long> reached = new ConcurrentHashMap<>();
    private final Set<VolumeId> full = ConcurrentHashMap.newKeySet();

    Filling(Gate<VolumeDriver> driver) {
        this.driver = driver;
        this.snapshots = new SnapshotReader(driver);
    }

    /**
     * Copies a few pieces; tells whether there are no more.
     *
     * @throws UncheckedIOException if reading or writing failed; it can be tried again
     */
    boolean step(SnapshotId from, VolumeId to) throws InterruptedException {
        for (int piece = 0; piece < PIECES_OF_A_STEP && !full.contains(to); piece++) {
            long offset = reached.getOrDefault(to, 0L);
            byte[] content = snapshots.read(from, offset, PIECE);
            // What was never written reads as zeros already.
            if (!isZero(content)) {
                write(to, offset, content);
            }
            reached.put(to, offset + content.length);
            if (content.length < PIECE) {
                full.add(to);
                reached.remove(to);
            }
        }
        return full.contains(to);
    }

    /** The volume goes, or its manager knows that it is there. */
    void forget(VolumeId volume) {
        reached.remove(volume);
        full.remove(volume);
    }

    private void write(VolumeId volume, long offset, byte[] content) throws InterruptedException {
        driver.call(
                one -> {
                    try {
                        one.fill(volume, offset, content.length, new ByteArrayInputStream(content));
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static boolean isZero(byte[] content) {
        return Arrays.mismatch(content, new byte[content.length]) < 0;
    }
}
