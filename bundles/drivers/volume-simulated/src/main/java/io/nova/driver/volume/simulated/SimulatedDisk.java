package io.nova.driver.volume.simulated;

import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A pretended volume or snapshot: only blocks that were written are kept. */
final class SimulatedDisk {

    static final int BLOCK = 65536;

    final VolumeId volume;
    long bytes;
    boolean deleting;
    Set<Initiator> initiators = Set.of();
    final Map<Long, byte[]> blocks = new TreeMap<>();

    SimulatedDisk(VolumeId volume, long bytes) {
        this.volume = volume;
        this.bytes = bytes;
    }

    SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(volume, bytes);
        copy.deleting = deleting;
        copy.initiators = initiators;
        blocks.forEach((number, block) -> copy.blocks.put(number, block.clone()));
        return copy;
    }

    /** Returns the blocks that it wrote to. */
    Map<Long, byte[]> write(long offset, byte[] content) {
        Map<Long, byte[]> written = new TreeMap<>();
        for (int done = 0; done < content.length; ) {
            long at = offset + done;
            int within = (int) (at % BLOCK);
            int part = Math.min(BLOCK - within, content.length - done);
            byte[] block = blocks.computeIfAbsent(at / BLOCK, number -> new byte[BLOCK]);
            System.arraycopy(content, done, block, within, part);
            written.put(at / BLOCK, block);
            done += part;
        }
        return written;
    }

    byte[] read(long offset, int length) {
        byte[] content = new byte[length];
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int within = (int) (at % BLOCK);
            int part = Math.min(BLOCK - within, length - done);
            byte[] block = blocks.get(at / BLOCK);
            if (block != null) {
                System.arraycopy(block, within, content, done, part);
            }
            done += part;
        }
        return content;
    }

    boolean differsAt(long number, SimulatedDisk other) {
        byte[] zeros = new byte[BLOCK];
        return !Arrays.equals(
                blocks.getOrDefault(number, zeros), other.blocks.getOrDefault(number, zeros));
    }
}
