package io.nova.manager.image;

import io.nova.model.image.DiskFormat;
import java.nio.ByteBuffer;

/**
 * What the first bytes of a disk image say. Hypervisors never look for themselves: an image that
 * refers to another file would show its owner the host's files.
 *
 * <p>Source: QEMU's {@code docs/interop/qcow2.txt}.
 *
 * @param virtualSize in bytes, of the disk that a guest sees
 */
record DiskHeader(DiskFormat format, long virtualSize) {

    /** How many of an image's first bytes are looked at. */
    static final int BYTES = 104;

    private static final int QCOW_MAGIC = 0x514649fb;
    private static final int VMDK_MAGIC = 0x4b444d56;
    private static final int VMDK_COW_MAGIC = 0x434f5744;
    private static final int VHDX_MAGIC = 0x76686478;
    private static final long DIRTY = 1;
    private static final long ZSTD_COMPRESSION = 8;

    /** A disk that no host could keep. */
    private static final long MAX_VIRTUAL = 16L << 40;

    /** Why an image cannot be used, for its owner. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * @param size of the whole object
     * @throws Refused if it is of a kind that is not taken
     */
    static DiskHeader read(ByteBuffer first, long size) throws Refused {
        if (size == 0) {
            throw new Refused("the object is empty");
        }
        int magic = first.remaining() >= 4 ? first.getInt(first.position()) : 0;
        return switch (magic) {
            case QCOW_MAGIC -> qcow2(first);
            case VMDK_MAGIC, VMDK_COW_MAGIC -> throw other("VMDK");
            case VHDX_MAGIC -> throw other("VHDX");
            default -> raw(size);
        };
    }

    private static DiskHeader raw(long size) throws Refused {
        if (size % 512 != 0) {
            throw new Refused(
                    "a raw disk is a multiple of 512 bytes long; this one has %d bytes"
                            .formatted(size));
        }
        return new DiskHeader(DiskFormat.RAW, size);
    }

    private static DiskHeader qcow2(ByteBuffer first) throws Refused {
        if (first.remaining() < 72) {
            throw new Refused("the qcow2 header is cut off");
        }
        int at = first.position();
        int version = first.getInt(at + 4);
        if (version != 2 && version != 3) {
            throw new Refused("qcow2 of version " + version + " is not supported");
        }
        if (first.getLong(at + 8) != 0) {
            throw new Refused("it refers to a backing file; flatten it with qemu-img convert");
        }
        if (first.getInt(at + 32) != 0) {
            throw new Refused("it is encrypted");
        }
        if (version == 3) {
            features(first, at);
        }
        long virtualSize = first.getLong(at + 24);
        if (virtualSize <= 0 || virtualSize > MAX_VIRTUAL || virtualSize % 512 != 0) {
            throw new Refused("its virtual size of %d bytes cannot be".formatted(virtualSize));
        }
        return new DiskHeader(DiskFormat.QCOW2, virtualSize);
    }

    /** An external data file is as dangerous as a backing file. */
    private static void features(ByteBuffer first, int at) throws Refused {
        if (first.remaining() < BYTES) {
            throw new Refused("the qcow2 header is cut off");
        }
        long incompatible = first.getLong(at + 72);
        if ((incompatible & ~(DIRTY | ZSTD_COMPRESSION)) != 0) {
            throw new Refused(
                    "it uses qcow2 features that are not taken (0x%x), such as an external data file"
                            .formatted(incompatible));
        }
    }

    private static Refused other(String format) {
        return new Refused(format + " is not supported; convert it to raw or qcow2 with qemu-img");
    }
}
