package io.nova.manager.image;

import io.nova.manager.image.DiskHeader.Refused;
import java.nio.ByteBuffer;

/**
 * The header of a qcow2 image. Everything that it refers to must be inside of the image, and no
 * table larger than the disk that it maps needs: who opens it reads the tables into memory.
 *
 * <p>Source: QEMU's {@code docs/interop/qcow2.txt}.
 */
final class Qcow2Header {

    private static final int MAGIC = 0x514649fb;
    private static final int BYTES_OF_2 = 72;
    private static final int BYTES_OF_3 = 104;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long DATA_FILE = 1 << 2;
    private static final long ZSTD_COMPRESSION = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;

    /** A disk that no host could keep. */
    private static final long MAX_VIRTUAL = 16L << 40;

    /** What QEMU takes, too. */
    private static final long MAX_L1 = 32L << 20;

    private static final long MAX_REFCOUNT_TABLE = 8L << 20;

    private final ByteBuffer bytes;
    private final long fileSize;

    private Qcow2Header(ByteBuffer bytes, long fileSize) {
        this.bytes = bytes.slice();
        this.fileSize = fileSize;
    }

    static boolean isOne(ByteBuffer first) {
        return first.remaining() >= 4 && first.getInt(first.position()) == MAGIC;
    }

    /**
     * Returns how large the disk in it is, in bytes.
     *
     * @param fileSize of the image as it lies in the store
     */
    static long virtualSize(ByteBuffer first, long fileSize) throws Refused {
        return new Qcow2Header(first, fileSize).check();
    }

    private long check() throws Refused {
        need(BYTES_OF_2);
        int version = bytes.getInt(4);
        if (version != 2 && version != 3) {
            throw new Refused("qcow2 of version " + version + " is not supported");
        }
        if (bytes.getLong(8) != 0 || bytes.getInt(16) != 0) {
            throw new Refused("it refers to a backing file; flatten it with qemu-img convert");
        }
        if (bytes.getInt(32) != 0) {
            throw new Refused("it is encrypted");
        }
        if (bytes.getInt(60) != 0) {
            throw new Refused("it has snapshots inside; leave them out with qemu-img convert");
        }
        int clusterBits = bytes.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            throw new Refused("its clusters of 2^%d bytes cannot be".formatted(clusterBits));
        }
        if (version == 3) {
            extended(1L << clusterBits);
        }
        long virtual = bytes.getLong(24);
        if (virtual <= 0 || virtual > MAX_VIRTUAL || virtual % 512 != 0) {
            throw new Refused("its virtual size of %d bytes cannot be".formatted(virtual));
        }
        tables(1L << clusterBits, virtual);
        return virtual;
    }

    private void extended(long cluster) throws Refused {
        need(BYTES_OF_3);
        long length = Integer.toUnsignedLong(bytes.getInt(100));
        if (length < BYTES_OF_3 || length % 8 != 0 || length > cluster) {
            throw new Refused("its header of %d bytes cannot be".formatted(length));
        }
        long features = bytes.getLong(72);
        refuse(features & CORRUPT, "it is marked as corrupt; repair it with qemu-img check");
        refuse(features & DATA_FILE, "its features are those of an external data file");
        refuse(features & EXTENDED_L2, "its features have extended L2 entries");
        refuse(
                features & ~(DIRTY | ZSTD_COMPRESSION),
                "it uses qcow2 features that are not taken (0x%x)".formatted(features));
        if (Integer.compareUnsigned(bytes.getInt(96), 6) > 0) {
            throw new Refused("its reference counts of 2^%d bits cannot be".formatted(at(96)));
        }
        boolean zstd = (features & ZSTD_COMPRESSION) != 0;
        int compression = length > BYTES_OF_3 && bytes.remaining() > 104 ? bytes.get(104) : 0;
        if (compression != (zstd ? 1 : 0)) {
            throw new Refused("it is compressed in a way that is not known");
        }
    }

    private void tables(long cluster, long virtual) throws Refused {
        long mappedByEntry = cluster * (cluster / 8);
        long needed = (virtual + mappedByEntry - 1) / mappedByEntry;
        long entries = at(36);
        if (entries < needed || entries * 8 > MAX_L1) {
            throw new Refused(
                    "its L1 table of %d entries cannot be; the disk needs %d"
                            .formatted(entries, needed));
        }
        inside("L1", bytes.getLong(40), entries * 8, cluster);
        long counts = at(56) * cluster;
        if (counts == 0 || counts > MAX_REFCOUNT_TABLE) {
            throw new Refused(
                    "its table of reference counts of %d bytes cannot be".formatted(counts));
        }
        inside("reference count", bytes.getLong(48), counts, cluster);
    }

    private void inside(String table, long offset, long length, long cluster) throws Refused {
        if (offset < cluster || offset % cluster != 0 || offset > fileSize - length) {
            throw new Refused(
                    "its %s table does not lie within the image's %d bytes"
                            .formatted(table, fileSize));
        }
    }

    private long at(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    private void need(int count) throws Refused {
        if (bytes.remaining() < count) {
            throw new Refused("the qcow2 header is cut off");
        }
    }

    private static void refuse(long bits, String why) throws Refused {
        if (bits != 0) {
            throw new Refused(why);
        }
    }
}
