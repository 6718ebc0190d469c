package io.nova.aoe.initiator;

import io.nova.aoe.Block;
import io.nova.aoe.Frames;
import io.nova.aoe.Target;
import io.nova.aoe.Transfer;
import java.nio.ByteBuffer;

/**
 * One place for a client's request, from its first byte to the last of its reply. Its data are
 * where the disk's frames take them from, right behind the reply's header: one send for both.
 *
 * <p>A request that does not begin or end with a sector is widened to whole ones. A write of that
 * kind reads the sectors at its ends first, and is alone with the disk meanwhile.
 */
final class Request extends Transfer {

    private static final int SPAN = 4096;
    private static final int HEAD = SPAN + Nbd.MAX_REQUEST + 2 * Frames.SECTOR;
    private static final int TAIL = HEAD + Frames.SECTOR;

    /** How many bytes of memory it needs. */
    static final int ROOM = HEAD + SPAN - 2 * Frames.SECTOR;

    private enum Step {
        READ,
        READ_HEAD,
        READ_TAIL,
        WRITE,
        FLUSH
    }

    private final Client client;
    private final Block block;
    private final int place;

    private Step step = Step.FLUSH;
    private int command;
    private boolean fua;
    private long cookie;
    private long offset;
    private int length;
    private int error;

    Request(Client client, Block block, int place) {
        this.client = client;
        this.block = block;
        this.place = place;
    }

    /** Takes the 28 bytes of a request. */
    void read(ByteBuffer in, int at) {
        fua = (in.getShort(at + 4) & Nbd.CMD_FLAG_FUA) != 0;
        command = in.getShort(at + 6) & 0xFFFF;
        cookie = in.getLong(at + 8);
        offset = in.getLong(at + 16);
        length = in.getInt(at + 24);
    }

    int command() {
        return command;
    }

    /** How many bytes come after a request of this kind. */
    long payload() {
        return command == Nbd.CMD_WRITE ? length & 0xFFFF_FFFFL : 0;
    }

    /** Why it cannot be; 0 if it can. */
    int check(Export export) {
        long bytes = length & 0xFFFF_FFFFL;
        boolean inside = offset >= 0 && bytes <= export.bytes() && offset <= export.bytes() - bytes;
        return switch (command) {
            case Nbd.CMD_FLUSH -> 0;
            case Nbd.CMD_READ -> inside && bytes > 0 && bytes <= Nbd.MAX_REQUEST ? 0 : Nbd.EINVAL;
            case Nbd.CMD_WRITE -> {
                if (export.readOnly()) {
                    yield Nbd.EPERM;
                }
                if (!inside) {
                    yield Nbd.ENOSPC;
                }
                yield bytes > 0 && bytes <= Nbd.MAX_REQUEST ? 0 : Nbd.EINVAL;
            }
            case Nbd.CMD_TRIM, Nbd.CMD_WRITE_ZEROES -> export.readOnly() ? Nbd.EPERM : Nbd.ENOTSUP;
            default -> Nbd.EINVAL;
        };
    }

    /** Where the client's bytes are, in the client's memory. */
    int data() {
        return place + SPAN + pad();
    }

    /** Whether it has to be alone with the disk. */
    boolean isExclusive() {
        return command == Nbd.CMD_WRITE && (pad() != 0 || end() % Frames.SECTOR != 0);
    }

    void begin(Target target) {
        error = 0;
        switch (command) {
            case Nbd.CMD_READ -> go(target, Step.READ, Kind.READ, SPAN, first(), sectors());
            case Nbd.CMD_WRITE -> {
                if (isExclusive()) {
                    go(target, Step.READ_HEAD, Kind.READ, HEAD, first(), 1);
                } else {
                    write(target);
                }
            }
            default -> flush(target);
        }
    }

    private void write(Target target) {
        go(target, Step.WRITE, Kind.WRITE, SPAN, first(), sectors());
    }

    private void flush(Target target) {
        go(target, Step.FLUSH, Kind.FLUSH, 0, 0, 0);
    }

    private void go(Target target, Step next, Kind kind, int at, long lba, int count) {
        step = next;
        set(kind, block, place + at, lba, count);
        target.submit(this);
    }

    @Override
    protected void done(String failure) {
        Target target = client.target();
        if (!failure.isEmpty()) {
            error = Nbd.EIO;
            client.failed(this, failure);
            client.finish(this);
            return;
        }
        switch (step) {
            case READ_HEAD ->
                    go(target, Step.READ_TAIL, Kind.READ, TAIL, first() + sectors() - 1, 1);
            case READ_TAIL -> {
                widen();
                write(target);
            }
            case WRITE -> {
                if (fua) {
                    flush(target);
                } else {
                    client.finish(this);
                }
            }
            case READ, FLUSH -> client.finish(this);
        }
    }

    /** Puts what is around the client's bytes beside them. */
    private void widen() {
        ByteBuffer bytes = block.bytes();
        bytes.put(place + SPAN, bytes, place + HEAD, pad());
        int behind = (int) (end() % Frames.SECTOR);
        if (behind != 0) {
            bytes.put(data() + length, bytes, place + TAIL + behind, Frames.SECTOR - behind);
        }
    }

    /** Ends it without the disk. */
    void refuse(int reason) {
        error = reason;
    }

    /** Writes the header before the data; returns where the reply begins. */
    int reply() {
        int at = data() - Nbd.REPLY_LENGTH;
        block.bytes().putInt(at, Nbd.SIMPLE_REPLY);
        block.bytes().putInt(at + 4, error);
        block.bytes().putLong(at + 8, cookie);
        return at;
    }

    /** How long the reply is. */
    int replyLength() {
        boolean hasData = command == Nbd.CMD_READ && error == 0;
        return Nbd.REPLY_LENGTH + (hasData ? length : 0);
    }

    @Override
    public String toString() {
        String what =
                switch (command) {
                    case Nbd.CMD_READ -> "read";
                    case Nbd.CMD_WRITE -> "write";
                    case Nbd.CMD_FLUSH -> "flush";
                    default -> "command " + command;
                };
        return "%s of %d bytes at %d".formatted(what, length & 0xFFFF_FFFFL, offset);
    }

    private int pad() {
        return (int) (offset & (Frames.SECTOR - 1));
    }

    private long end() {
        return offset + length;
    }

    private long first() {
        return offset / Frames.SECTOR;
    }

    private int sectors() {
        return (int) ((end() + Frames.SECTOR - 1) / Frames.SECTOR - first());
    }
}
