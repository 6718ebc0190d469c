package io.nova.agent.volume;

import io.nova.model.SnapshotId;
import io.nova.protocol.ImageUplink;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A snapshot as a qcow2 file that is nowhere: what was never written takes no room in the object
 * store, and no host needs room for a copy. It is read once to see what it holds, and once more for
 * each time that it is opened.
 */
final class SnapshotDisk implements ImageUplink.Content {

    private static final int PIECE = 4 << 20;
    private static final int PIECE_CLUSTERS = PIECE / Qcow2Layout.CLUSTER;
    private static final byte[] ZEROS = new byte[Qcow2Layout.CLUSTER];

    private final SnapshotReader reader;
    private final SnapshotId snapshot;
    private final BitSet data;
    private final Qcow2Layout layout;

    private SnapshotDisk(
            SnapshotReader reader, SnapshotId snapshot, BitSet data, Qcow2Layout layout) {
        this.reader = reader;
        this.snapshot = snapshot;
        this.data = data;
        this.layout = layout;
    }

    /**
     * Looks at a snapshot.
     *
     * @param bytes the disk's size
     */
    static SnapshotDisk of(SnapshotReader reader, SnapshotId snapshot, long bytes)
            throws InterruptedException {
        BitSet data = new BitSet();
        byte[] piece = new byte[PIECE];
        for (int first = 0; piece.length == PIECE; first += PIECE_CLUSTERS) {
            piece = reader.read(snapshot, (long) first * Qcow2Layout.CLUSTER, PIECE);
            for (int at = 0; at < piece.length; at += Qcow2Layout.CLUSTER) {
                int length = Math.min(Qcow2Layout.CLUSTER, piece.length - at);
                if (Arrays.mismatch(piece, at, at + length, ZEROS, 0, length) >= 0) {
                    data.set(first + at / Qcow2Layout.CLUSTER);
                }
            }
        }
        return new SnapshotDisk(reader, snapshot, data, new Qcow2Layout(bytes, data));
    }

    @Override
    public long size() {
        return layout.bytes();
    }

    @Override
    public InputStream open() {
        return new Stream();
    }

    private final class Stream extends InputStream {

        private ByteBuffer ready = ByteBuffer.allocate(0);
        private int tables;
        private int next;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!ready.hasRemaining()) {
                fetch();
            }
            if (!ready.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, ready.remaining());
            ready.get(into, offset, count);
            return count;
        }

        /** Makes the next table, or reads what comes next of the disk, side by side. */
        private void fetch() throws IOException {
            if (tables < layout.tables()) {
                ready = layout.table(tables++);
                return;
            }
            int first = data.nextSetBit(next);
            if (first < 0) {
                return;
            }
            next = Math.min(data.nextClearBit(first), first + PIECE_CLUSTERS);
            int length = (next - first) * Qcow2Layout.CLUSTER;
            try {
                byte[] read = reader.read(snapshot, (long) first * Qcow2Layout.CLUSTER, length);
                // The last cluster may be longer than the disk.
                ready = ByteBuffer.wrap(Arrays.copyOf(read, length));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("reading " + snapshot);
            }
        }
    }
}
