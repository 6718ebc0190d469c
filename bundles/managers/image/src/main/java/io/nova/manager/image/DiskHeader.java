package io.nova.manager.image;

import io.nova.model.image.DiskFormat;
import java.nio.ByteBuffer;

/**
 * What the first and the last bytes of a disk image say. Hypervisors never look for themselves: an
 * image that refers to another file would show its owner the host's files.
 *
 * @param virtualSize in bytes, of the disk that a guest sees
 */
record DiskHeader(DiskFormat format, long virtualSize) {

    /** How many of an image's first bytes, and of its last, are looked at. */
    static final int BYTES = 512;

    /** Why an image cannot be used, for its owner. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * @param first the first bytes, {@value #BYTES} unless there are fewer
     * @param last the last ones, likewise
     * @param size of the whole object
     * @throws Refused if it is of a kind that is not taken, or cannot be what it says it is
     */
    static DiskHeader read(ByteBuffer first, ByteBuffer last, long size) throws Refused {
        if (size == 0) {
            throw new Refused("the object is empty");
        }
        if (Qcow2Header.isOne(first)) {
            return new DiskHeader(DiskFormat.QCOW2, Qcow2Header.virtualSize(first, size));
        }
        ForeignFormat.refuse(first, last);
        if (size % 512 != 0) {
            throw new Refused(
                    "a raw disk is a multiple of 512 bytes long; this one has %d bytes"
                            .formatted(size));
        }
        return new DiskHeader(DiskFormat.RAW, size);
    }
}
