package io.nova.aoe.initiator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The fixed newstyle negotiation, from what a client says to what it is answered. It needs no
 * socket, and holds no more than an option at a time.
 */
final class Handshake {

    private static final int OPTION_HEADER = 16;
    private static final int MAX_OPTION = 8192;
    private static final int ZEROES = 124;

    enum State {
        NEGOTIATING,
        TRANSMISSION,
        /** The client is to be hung up on, once it has been told why. */
        ENDED
    }

    private final Export export;
    private State state = State.NEGOTIATING;
    private boolean flagsCame;
    private boolean noZeroes;
    // Of an option that is too long: what is still to come, and is not looked at.
    private long skip;

    Handshake(Export export) {
        this.export = export;
    }

    State state() {
        return state;
    }

    /** Says the first word, which is the server's. */
    void greet(ByteBuffer out) {
        out.putLong(Nbd.NBDMAGIC).putLong(Nbd.IHAVEOPT);
        out.putShort((short) (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES));
    }

    /**
     * Takes the next part of what has come, and writes the answer.
     *
     * @param out with room for some hundred bytes
     * @return whether there was a whole part
     */
    boolean take(ByteBuffer in, ByteBuffer out) {
        if (skip > 0) {
            int some = (int) Math.min(skip, in.remaining());
            in.position(in.position() + some);
            skip -= some;
            return some > 0;
        }
        return flagsCame ? option(in, out) : flags(in);
    }

    private boolean flags(ByteBuffer in) {
        if (in.remaining() < 4) {
            return false;
        }
        int flags = in.getInt();
        flagsCame = true;
        noZeroes = (flags & Nbd.FLAG_NO_ZEROES) != 0;
        // The protocol has a server hang up on flags that it does not know.
        if ((flags & ~(Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES)) != 0) {
            state = State.ENDED;
        }
        return true;
    }

    private boolean option(ByteBuffer in, ByteBuffer out) {
        if (in.remaining() < OPTION_HEADER) {
            return false;
        }
        int at = in.position();
        if (in.getLong(at) != Nbd.IHAVEOPT) {
            state = State.ENDED;
            return true;
        }
        int option = in.getInt(at + 8);
        long length = in.getInt(at + 12) & 0xFFFF_FFFFL;
        if (length > MAX_OPTION) {
            in.position(at + OPTION_HEADER);
            skip = length;
            if (option == Nbd.OPT_EXPORT_NAME) {
                state = State.ENDED;
            } else {
                reply(out, option, Nbd.REP_ERR_TOO_BIG, 0);
            }
            return true;
        }
        if (in.remaining() < OPTION_HEADER + length) {
            return false;
        }
        in.position(at + OPTION_HEADER);
        byte[] data = new byte[(int) length];
        in.get(data);
        answer(option, data, out);
        return true;
    }

    private void answer(int option, byte[] data, ByteBuffer out) {
        switch (option) {
            case Nbd.OPT_EXPORT_NAME -> exportName(data, out);
            case Nbd.OPT_ABORT -> {
                reply(out, option, Nbd.REP_ACK, 0);
                state = State.ENDED;
            }
            case Nbd.OPT_LIST -> list(option, data, out);
            case Nbd.OPT_INFO, Nbd.OPT_GO -> describe(option, data, out);
            default -> reply(out, option, Nbd.REP_ERR_UNSUP, 0);
        }
    }

    // The oldest way: an unknown name has no answer but the end.
    private void exportName(byte[] data, ByteBuffer out) {
        if (!export.isCalled(new String(data, StandardCharsets.UTF_8))) {
            state = State.ENDED;
            return;
        }
        out.putLong(export.bytes()).putShort((short) export.flags());
        if (!noZeroes) {
            out.put(new byte[ZEROES]);
        }
        state = State.TRANSMISSION;
    }

    private void list(int option, byte[] data, ByteBuffer out) {
        if (data.length > 0) {
            reply(out, option, Nbd.REP_ERR_INVALID, 0);
            return;
        }
        byte[] name = export.name().getBytes(StandardCharsets.UTF_8);
        reply(out, option, Nbd.REP_SERVER, 4 + name.length);
        out.putInt(name.length).put(name);
        reply(out, option, Nbd.REP_ACK, 0);
    }

    private void describe(int option, byte[] data, ByteBuffer out) {
        Optional<String> name = nameIn(data);
        if (name.isEmpty()) {
            reply(out, option, Nbd.REP_ERR_INVALID, 0);
            return;
        }
        if (!export.isCalled(name.get())) {
            reply(out, option, Nbd.REP_ERR_UNKNOWN, 0);
            return;
        }
        reply(out, option, Nbd.REP_INFO, 12);
        out.putShort((short) Nbd.INFO_EXPORT);
        out.putLong(export.bytes()).putShort((short) export.flags());
        reply(out, option, Nbd.REP_INFO, 14);
        out.putShort((short) Nbd.INFO_BLOCK_SIZE);
        out.putInt(Nbd.MIN_BLOCK).putInt(Nbd.PREFERRED_BLOCK).putInt(Nbd.MAX_REQUEST);
        reply(out, option, Nbd.REP_ACK, 0);
        if (option == Nbd.OPT_GO) {
            state = State.TRANSMISSION;
        }
    }

    /** A name with its length, and a counted list of what the client would like to know. */
    private static Optional<String> nameIn(byte[] data) {
        ByteBuffer bytes = ByteBuffer.wrap(data);
        if (bytes.remaining() < 6) {
            return Optional.empty();
        }
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining() - 2) {
            return Optional.empty();
        }
        byte[] name = new byte[length];
        bytes.get(name);
        int wishes = bytes.getShort() & 0xFFFF;
        return bytes.remaining() == 2 * wishes
                ? Optional.of(new String(name, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static void reply(ByteBuffer out, int option, int type, int length) {
        out.putLong(Nbd.OPTION_REPLY).putInt(option).putInt(type).putInt(length);
    }
}
