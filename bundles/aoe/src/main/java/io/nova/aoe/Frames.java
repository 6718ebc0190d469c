package io.nova.aoe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of AoEr11, read and written in place: whoever moves data makes no objects.
 *
 * <p>All numbers are big-endian but the LBA, which is little-endian. Buffers have to be big-endian;
 * positions are those of the frame's first byte in them.
 *
 * <pre>
 *  0 destination (6)   6 source (6)       12 0x88A2 (2)
 * 14 version and flags 15 error           16 shelf (2)   18 slot   19 command   20 tag (4)
 *    command 1, configuration
 * 24 buffer count (2)  26 firmware (2)    28 sectors     29 version and command 30 length (2)
 * 32 string
 *    command 0, ATA
 * 24 flags             25 error, feature  26 count       27 command, status     28 LBA (6)
 * 34 reserved (2)      36 data
 * </pre>
 */
public final class Frames {

    /** The Ethernet type of AoE. */
    public static final int ETHER_TYPE = 0x88A2;

    /** The length of a sector in bytes. */
    public static final int SECTOR = 512;

    /** The most bytes of a configuration string. */
    public static final int MAX_STRING = 1024;

    /** The shortest frame that a station sends; what is shorter is padded. */
    public static final int MIN_LENGTH = 60;

    static final int ETHERNET = 14;
    static final int CONFIG_HEADER = 32;
    static final int ATA_HEADER = 36;
    static final int VERSION = 0x10;
    static final int RESPONSE = 0x08;
    static final int ERROR = 0x04;
    static final int COMMAND_ATA = 0;
    static final int COMMAND_CONFIG = 1;
    static final int ATA_LBA48 = 0x40;
    static final int ATA_WRITE_DATA = 0x01;
    static final int ATA_STATUS_ERR = 0x01;
    static final int ATA_STATUS_DF = 0x20;

    /** What a configuration frame asks for. */
    enum ConfigCommand {
        READ(0),
        /** Sets it where none is set. */
        SET(3),
        FORCE(4);

        private final int code;

        ConfigCommand(int code) {
            this.code = code;
        }
    }

    /** The ATA commands that are used, with their codes in ATA/ATAPI-6. */
    enum AtaCommand {
        IDENTIFY(0xEC),
        READ_EXT(0x24),
        WRITE_EXT(0x34),
        // vblade aborts FLUSH CACHE EXT.
        FLUSH(0xE7);

        private final int code;

        AtaCommand(int code) {
            this.code = code;
        }
    }

    private Frames() {}

    /** Writes what each frame begins with. */
    static void header(
            ByteBuffer frame,
            int at,
            MacAddress to,
            MacAddress from,
            AoeAddress address,
            int command,
            int tag) {
        mac(frame, at, to);
        mac(frame, at + 6, from);
        frame.putShort(at + 12, (short) ETHER_TYPE);
        frame.put(at + 14, (byte) VERSION);
        frame.put(at + 15, (byte) 0);
        frame.putShort(at + 16, (short) address.shelf());
        frame.put(at + 18, (byte) address.slot());
        frame.put(at + 19, (byte) command);
        frame.putInt(at + 20, tag);
    }

    /** Writes the rest of a configuration frame; returns the whole length. */
    static int config(ByteBuffer frame, int at, ConfigCommand command, String name) {
        byte[] string = name.getBytes(StandardCharsets.ISO_8859_1);
        if (string.length > MAX_STRING) {
            throw new IllegalArgumentException("longer than a configuration string may be");
        }
        frame.putInt(at + 24, 0);
        frame.put(at + 28, (byte) 0);
        frame.put(at + 29, (byte) (VERSION | command.code));
        frame.putShort(at + 30, (short) string.length);
        frame.put(at + CONFIG_HEADER, string, 0, string.length);
        return padded(frame, at, CONFIG_HEADER + string.length);
    }

    /** Writes the rest of an ATA frame but its data; returns the length without them. */
    static int ata(ByteBuffer frame, int at, AtaCommand command, long lba, int sectors) {
        boolean writes = command == AtaCommand.WRITE_EXT;
        boolean extended = writes || command == AtaCommand.READ_EXT;
        frame.put(at + 24, (byte) ((extended ? ATA_LBA48 : 0) | (writes ? ATA_WRITE_DATA : 0)));
        frame.put(at + 25, (byte) 0);
        frame.put(at + 26, (byte) sectors);
        frame.put(at + 27, (byte) command.code);
        for (int i = 0; i < 6; i++) {
            frame.put(at + 28 + i, (byte) (lba >>> (8 * i)));
        }
        frame.putShort(at + 34, (short) 0);
        return writes ? ATA_HEADER : padded(frame, at, ATA_HEADER);
    }

    /** Whether it is a reply of AoE's first version, as long as its command's header at least. */
    static boolean isReply(ByteBuffer frame, int at, int length) {
        if (length < 24
                || frame.getShort(at + 12) != (short) ETHER_TYPE
                || (frame.get(at + 14) & RESPONSE) == 0) {
            return false;
        }
        // vblade says that it has started with version 0, and all else with 1.
        int version = frame.get(at + 14) & 0xF0;
        if (version != VERSION && (version != 0 || tag(frame, at) != 0)) {
            return false;
        }
        return isError(frame, at)
                || length >= (command(frame, at) == COMMAND_CONFIG ? CONFIG_HEADER : ATA_HEADER);
    }

    static boolean isError(ByteBuffer frame, int at) {
        return (frame.get(at + 14) & ERROR) != 0;
    }

    static int error(ByteBuffer frame, int at) {
        return frame.get(at + 15) & 0xFF;
    }

    static MacAddress source(ByteBuffer frame, int at) {
        return new MacAddress(sourceBits(frame, at));
    }

    static long sourceBits(ByteBuffer frame, int at) {
        return (frame.getShort(at + 6) & 0xFFFFL) << 32 | (frame.getInt(at + 8) & 0xFFFF_FFFFL);
    }

    static AoeAddress address(ByteBuffer frame, int at) {
        return new AoeAddress(frame.getShort(at + 16) & 0xFFFF, frame.get(at + 18) & 0xFF);
    }

    static boolean isOf(ByteBuffer frame, int at, AoeAddress address) {
        return (frame.getShort(at + 16) & 0xFFFF) == address.shelf()
                && (frame.get(at + 18) & 0xFF) == address.slot();
    }

    static int command(ByteBuffer frame, int at) {
        return frame.get(at + 19) & 0xFF;
    }

    static int tag(ByteBuffer frame, int at) {
        return frame.getInt(at + 20);
    }

    /**
     * Whether the disk failed the command. AoE's own error flag says nothing about it: a disk that
     * is exported read-only answers a write with it clear.
     */
    static boolean isAtaError(ByteBuffer frame, int at) {
        return (frame.get(at + 27) & (ATA_STATUS_ERR | ATA_STATUS_DF)) != 0;
    }

    static int ataStatus(ByteBuffer frame, int at) {
        return frame.get(at + 27) & 0xFF;
    }

    static int ataError(ByteBuffer frame, int at) {
        return frame.get(at + 25) & 0xFF;
    }

    /** Says AoE's own error in the specification's words. */
    static String say(int error) {
        return switch (error) {
            case 1 -> "unrecognized command code";
            case 2 -> "bad argument parameter";
            case 3 -> "device unavailable";
            case 4 -> "config string present";
            case 5 -> "unsupported version";
            case 6 -> "target is reserved";
            default -> "error " + error;
        };
    }

    private static void mac(ByteBuffer frame, int at, MacAddress mac) {
        frame.putShort(at, (short) (mac.bits() >>> 32));
        frame.putInt(at + 2, (int) mac.bits());
    }

    private static int padded(ByteBuffer frame, int at, int length) {
        for (int i = length; i < MIN_LENGTH; i++) {
            frame.put(at + i, (byte) 0);
        }
        return Math.max(length, MIN_LENGTH);
    }
}
