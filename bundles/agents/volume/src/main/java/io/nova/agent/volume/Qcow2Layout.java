package io.nova.agent.volume;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How a disk with holes lies in a qcow2 file that is written from its begin to its end: header, L1
 * table, reference counts, then the L2 tables and the clusters that hold something.
 *
 * <p>Source: QEMU's {@code docs/interop/qcow2.txt}, version 2.
 */
final class Qcow2Layout {

    static final int CLUSTER = 1 << 16;

    private static final int CLUSTER_BITS = 16;
    private static final int MAGIC = 0x514649fb;
    private static final int VERSION = 2;
    private static final int ENTRY = 8;
    private static final int ENTRIES = CLUSTER / ENTRY;
    private static final int COUNTS = CLUSTER / 2;

    /** That nothing else refers to the cluster. */
    private static final long ALONE = 1L << 63;

    private final long diskBytes;
    private final BitSet data;
    private final int l1Entries;

    /** The entries of the L1 table whose part of the disk holds something. */
    private final int[] used;

    // The parts of the file by the cluster that they begin with.
    private final int countTables;
    private final int countBlocks;
    private final int l2Tables;
    private final int content;
    private final int end;

    /**
     * @param diskBytes that a guest sees
     * @param data which clusters of the disk hold something
     */
    Qcow2Layout(long diskBytes, BitSet data) {
        this.diskBytes = diskBytes;
        this.data = data;
        l1Entries = Math.toIntExact(divide(divide(diskBytes, CLUSTER), ENTRIES));
        used = IntStream.range(0, l1Entries).filter(this::holdsSomething).toArray();
        countTables = 1 + Math.toIntExact(divide(l1Entries, ENTRIES));
        int counted = countTables + used.length + data.cardinality();
        int blocks = 0;
        int tables = 0;
        // The counts count themselves too.
        while ((long) blocks * COUNTS < counted + blocks + tables) {
            blocks = Math.toIntExact(divide(counted + blocks + tables, COUNTS));
            tables = Math.toIntExact(divide(blocks, ENTRIES));
        }
        countBlocks = countTables + tables;
        l2Tables = countBlocks + blocks;
        content = l2Tables + used.length;
        end = content + data.cardinality();
    }

    private static long divide(long value, long by) {
        return (value + by - 1) / by;
    }

    private boolean holdsSomething(int entry) {
        int next = data.nextSetBit(entry * ENTRIES);
        return next >= 0 && next < (entry + 1) * ENTRIES;
    }

    /** Returns the size of the file. */
    long bytes() {
        return (long) end * CLUSTER;
    }

    /** Returns how many clusters come before those of the disk. */
    int tables() {
        return content;
    }

    /** Returns one of these. */
    ByteBuffer table(int cluster) {
        ByteBuffer out = ByteBuffer.allocate(CLUSTER);
        if (cluster == 0) {
            header(out);
        } else if (cluster < countTables) {
            l1(out, (cluster - 1) * ENTRIES);
        } else if (cluster < countBlocks) {
            pointToCounts(out, (cluster - countTables) * ENTRIES);
        } else if (cluster < l2Tables) {
            count(out, (cluster - countBlocks) * COUNTS);
        } else {
            l2(out, used[cluster - l2Tables] * ENTRIES);
        }
        return out;
    }

    private void header(ByteBuffer out) {
        out.putInt(0, MAGIC);
        out.putInt(4, VERSION);
        out.putInt(20, CLUSTER_BITS);
        out.putLong(24, diskBytes);
        out.putInt(36, l1Entries);
        out.putLong(40, CLUSTER);
        out.putLong(48, (long) countTables * CLUSTER);
        out.putInt(56, countBlocks - countTables);
    }

    private void l1(ByteBuffer out, int first) {
        for (int i = 0; i < used.length; i++) {
            if (used[i] >= first && used[i] < first + ENTRIES) {
                out.putLong((used[i] - first) * ENTRY, place(l2Tables + i) | ALONE);
            }
        }
    }

    private void pointToCounts(ByteBuffer out, int first) {
        for (int i = first; i < Math.min(first + ENTRIES, l2Tables - countBlocks); i++) {
            out.putLong((i - first) * ENTRY, place(countBlocks + i));
        }
    }

    private void count(ByteBuffer out, int first) {
        for (int i = first; i < Math.min(first + COUNTS, end); i++) {
            out.putShort((i - first) * 2, (short) 1);
        }
    }

    private void l2(ByteBuffer out, int first) {
        int cluster = content + data.get(0, first).cardinality();
        for (int i = data.nextSetBit(first);
                i >= 0 && i < first + ENTRIES;
                i = data.nextSetBit(i + 1)) {
            out.putLong((i - first) * ENTRY, place(cluster++) | ALONE);
        }
    }

    private static long place(int cluster) {
        return (long) cluster * CLUSTER;
    }
}
