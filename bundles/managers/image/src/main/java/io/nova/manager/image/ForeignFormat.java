package io.nova.manager.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The formats that would pass for a raw disk, and that a guest could not boot from. They are told
 * by what their descriptions say they begin or end with.
 */
record ForeignFormat(String name, boolean atEnd, int offset, String magic, String instead) {

    private static final String CONVERT = "convert it to raw or qcow2 with qemu-img";
    private static final String UNPACK = "unpack it first";

    private static final List<ForeignFormat> ALL =
            List.of(
                    disk("VMDK", 0, "KDMV"),
                    disk("VMDK", 0, "COWD"),
                    disk("VMDK", 0, "# Disk DescriptorFile"),
                    disk("VHDX", 0, "vhdxfile"),
                    disk("VHD", 0, "conectix"),
                    disk("VDI", 64, "\u007f\u0010\u00da\u00be"),
                    disk("QED", 0, "QED\0"),
                    disk("Parallels", 0, "WithoutFreeSpace"),
                    disk("Parallels", 0, "WithouFreSpacExt"),
                    disk("Bochs", 0, "Bochs Virtual HD Image"),
                    end("VHD", "conectix"),
                    end("DMG", "koly"),
                    packed("a tar archive", 257, "ustar"),
                    packed("gzip", 0, "\u001f\u008b\b"),
                    packed("xz", 0, "\u00fd7zXZ\0"),
                    packed("zstd", 0, "(\u00b5/\u00fd"),
                    packed("bzip2", 0, "BZh"),
                    packed("zip", 0, "PK\u0003\u0004"));

    /**
     * @throws DiskHeader.Refused if it is one of these
     */
    static void refuse(ByteBuffer first, ByteBuffer last) throws DiskHeader.Refused {
        for (ForeignFormat format : ALL) {
            if (format.isIn(format.atEnd ? last : first)) {
                throw new DiskHeader.Refused(format.name + " is not supported; " + format.instead);
            }
        }
    }

    private boolean isIn(ByteBuffer bytes) {
        // A footer is the last 512 bytes: of a file that has fewer there is none.
        if (bytes.remaining() < (atEnd ? DiskHeader.BYTES : offset + magic.length())) {
            return false;
        }
        ByteBuffer there = bytes.slice(bytes.position() + offset, magic.length());
        return there.equals(ByteBuffer.wrap(magic.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static ForeignFormat disk(String name, int offset, String magic) {
        return new ForeignFormat(name, false, offset, magic, CONVERT);
    }

    private static ForeignFormat end(String name, String magic) {
        return new ForeignFormat(name, true, 0, magic, CONVERT);
    }

    private static ForeignFormat packed(String name, int offset, String magic) {
        return new ForeignFormat(name, false, offset, magic, UNPACK);
    }
}
