package io.nova.driver.volume.simulated;

import java.io.InputStream;

/** Reads a range of a snapshot. */
final class SnapshotStream extends InputStream {

    private final SimulatedDisk disk;
    private final long end;
    private long at;

    SnapshotStream(SimulatedDisk disk, long offset, long length) {
        this.disk = disk;
        at = Math.min(Math.max(0, offset), disk.bytes);
        end = at + Math.min(Math.max(0, length), disk.bytes - at);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int part = (int) Math.min(length, end - at);
        if (part <= 0) {
            return -1;
        }
        System.arraycopy(disk.read(at, part), 0, to, offset, part);
        at += part;
        return part;
    }
}
