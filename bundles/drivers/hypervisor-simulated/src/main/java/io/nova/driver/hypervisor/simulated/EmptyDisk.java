package io.nova.driver.hypervisor.simulated;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.model.DriverException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The copy of a pretended disk: a true qcow2 file that holds nothing but zeros. */
final class EmptyDisk {

    private static final int CLUSTER_BITS = 16;
    private static final int CLUSTER = 1 << CLUSTER_BITS;
    private static final int MAGIC = 0x514649fb;
    private static final int VERSION = 2;
    // The header, the table of reference blocks, the only one of those, and the table of data.
    private static final int CLUSTERS = 4;
    private static final long BYTES_PER_ENTRY = 1L << (CLUSTER_BITS + CLUSTER_BITS - 3);

    private EmptyDisk() {}

    static void write(Path file, int gib) {
        long size = (long) gib << 30;
        ByteBuffer disk = ByteBuffer.allocate(CLUSTERS * CLUSTER);
        disk.putInt(MAGIC).putInt(VERSION).putLong(0).putInt(0).putInt(CLUSTER_BITS);
        disk.putLong(size).putInt(0).putInt((int) ((size + BYTES_PER_ENTRY - 1) / BYTES_PER_ENTRY));
        disk.putLong(3L * CLUSTER).putLong(CLUSTER).putInt(1).putInt(0).putLong(0);
        disk.putLong(CLUSTER, 2L * CLUSTER);
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            disk.putShort(2 * CLUSTER + 2 * cluster, (short) 1);
        }
        try {
            Files.write(file, disk.array(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot write " + file + ": " + e, e);
        }
    }
}
