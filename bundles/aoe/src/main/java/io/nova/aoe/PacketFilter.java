package io.nova.aoe;

import com.sun.jna.Native;
import io.nova.aoe.AoeException.Kind;

/**
 * Has the kernel keep from a socket what is not for it: requests of others, and replies of other
 * disks. Without it each socket of an interface would be given a copy of all its frames.
 */
final class PacketFilter {

    // Classic BPF, linux/filter.h: load a byte or half word at a place, jump, return how much.
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_HALF = 0x28;
    private static final int JUMP_IF_SET = 0x45;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int INSTRUCTION = 8;
    private static final int PROGRAM = 16;

    private static final int[][] ALL = {
        {LOAD_BYTE, 0, 0, 14},
        {JUMP_IF_SET, 0, 1, Frames.RESPONSE},
        {RETURN, 0, 0, 0x7FFF_FFFF},
        {RETURN, 0, 0, 0}
    };

    private PacketFilter() {}

    static void attach(int fd, AoeAddress address) throws AoeException {
        int[][] program = address.isOne() ? one(address) : ALL;
        try (Block block = new Block(PROGRAM + program.length * INSTRUCTION)) {
            block.struct().putShort(0, (short) program.length);
            block.struct().putLong(8, block.address() + PROGRAM);
            int at = PROGRAM;
            for (int[] instruction : program) {
                block.struct().putShort(at, (short) instruction[0]);
                block.struct().put(at + 2, (byte) instruction[1]);
                block.struct().put(at + 3, (byte) instruction[2]);
                block.struct().putInt(at + 4, instruction[3]);
                at += INSTRUCTION;
            }
            int done =
                    Libc.setsockopt(
                            fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, block.address(), PROGRAM);
            if (done < 0) {
                throw new AoeException(
                        Kind.INTERFACE, "cannot filter frames: error " + Native.getLastError());
            }
        }
    }

    private static int[][] one(AoeAddress address) {
        return new int[][] {
            {LOAD_BYTE, 0, 0, 14},
            {JUMP_IF_SET, 0, 5, Frames.RESPONSE},
            {LOAD_HALF, 0, 0, 16},
            {JUMP_IF_EQUAL, 0, 3, address.shelf()},
            {LOAD_BYTE, 0, 0, 18},
            {JUMP_IF_EQUAL, 0, 1, address.slot()},
            {RETURN, 0, 0, 0x7FFF_FFFF},
            {RETURN, 0, 0, 0}
        };
    }
}
