package io.nova.aoe;

import io.nova.aoe.Frames.AtaCommand;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames that are under way, each in a place of its own until it is answered. A frame keeps its
 * tag when it is sent again, so that the first answer counts, and gets another as soon as it is
 * answered or cut anew: late answers find nobody.
 *
 * <p>A disk answers in order: a frame is lost when three that were sent after it have been
 * answered. Each time that happens, fewer are sent at once, since what is lost on an Ethernet did
 * not find room somewhere, such as in the disk's socket; each window that comes through widens it
 * by one.
 */
final class Window {

    /** More would not fit into any disk's buffers in practice. */
    static final int WIDEST = 64;

    private static final int HEADER = 64;
    private static final int PASSED = 3;

    private final AoeAddress address;
    private final Tags tags;
    private final Block headers = new Block((WIDEST + 1) * HEADER);
    private final Frame[] frames = new Frame[WIDEST + 1];
    private final int[] free = new int[WIDEST];
    private int freeCount;
    private int limit = 1;
    private int allowed = WIDEST;
    private int answered;
    private int lost;
    private long order;
    private long narrowed;
    private long losses;

    /** One place. */
    private static final class Frame {
        private int tag;
        private Transfer transfer = NOBODY;
        private int from;
        private int count;
        private long sent;
        private long order;
        private int passed;
        private boolean lost;

        boolean isUnderWay() {
            return transfer != NOBODY && !lost;
        }

        boolean isFree() {
            return transfer == NOBODY;
        }
    }

    private static final Transfer NOBODY =
            new Transfer() {
                @Override
                protected void done(String failure) {
                    throw new IllegalStateException("nobody's");
                }
            };

    Window(AoeAddress address, Tags tags) {
        this.address = address;
        this.tags = tags;
        for (int place = WIDEST; place > 0; place--) {
            frames[place] = new Frame();
            free[freeCount++] = place;
        }
    }

    /** Never more are under way than the disk can hold. */
    void limit(int most) {
        limit = Math.max(1, Math.min(WIDEST, most));
    }

    boolean hasRoom() {
        return WIDEST - freeCount - lost < Math.min(limit, allowed);
    }

    /** Whether nobody owes an answer. */
    boolean isEmpty() {
        return freeCount + lost == WIDEST;
    }

    /** Whether some are to be sent again, before all else. */
    boolean hasLost() {
        return lost > 0;
    }

    /** How many frames had to be sent again so far. */
    long losses() {
        return losses;
    }

    /** Sends a part of a transfer; there has to be room. */
    void send(Transfer transfer, int from, int count, long now, PacketSocket socket, Presence to) {
        int place = free[--freeCount];
        Frame frame = frames[place];
        frame.transfer = transfer;
        frame.from = from;
        frame.count = count;
        frame.tag = tags.next(place);
        transfer.sent();
        transmit(place, now, socket, to);
    }

    private void transmit(int place, long now, PacketSocket socket, Presence to) {
        Frame frame = frames[place];
        frame.sent = now;
        frame.order = ++order;
        frame.passed = 0;
        int at = place * HEADER;
        Frames.header(
                headers.bytes(),
                at,
                to.mac(),
                socket.mac(),
                address,
                Frames.COMMAND_ATA,
                frame.tag);
        Transfer transfer = frame.transfer;
        AtaCommand command =
                switch (transfer.kind()) {
                    case READ -> AtaCommand.READ_EXT;
                    case WRITE -> AtaCommand.WRITE_EXT;
                    case FLUSH -> AtaCommand.FLUSH;
                };
        long lba = transfer.kind() == Transfer.Kind.FLUSH ? 0 : transfer.lba(frame.from);
        int length = Frames.ata(headers.bytes(), at, command, lba, frame.count);
        boolean writes = command == AtaCommand.WRITE_EXT;
        socket.queue(
                headers.address() + at,
                length,
                writes ? transfer.addressOf(frame.from) : 0,
                writes ? frame.count * Frames.SECTOR : 0);
    }

    /**
     * Takes all for lost. Only after an answer that the disk gave to a later question: it answers
     * in order, so what it has not answered by then is lost.
     */
    void loseAll() {
        for (int place = 1; place <= WIDEST; place++) {
            if (frames[place].isUnderWay()) {
                lose(frames[place]);
            }
        }
    }

    private void lose(Frame frame) {
        frame.lost = true;
        lost++;
        losses++;
        // Once for all that were sent together.
        if (frame.order > narrowed) {
            narrowed = order;
            allowed = Math.max(2, Math.min(limit, allowed) / 2);
            answered = 0;
        }
    }

    /**
     * Sends one again that was lost; there has to be room. One that has become too long for a frame
     * is cut; {@code cuts} takes what is left of it.
     */
    void sendLost(int sectors, long now, PacketSocket socket, Presence to, Cuts cuts) {
        int place = 1;
        while (!frames[place].lost) {
            place++;
        }
        Frame frame = frames[place];
        frame.lost = false;
        lost--;
        if (frame.count > sectors) {
            int from = frame.from;
            int end = from + frame.count;
            frame.count = sectors;
            frame.tag = tags.next(place);
            // Counted as sent from now on, so that the transfer does not end without it.
            for (int at = from + sectors; at < end; at += sectors) {
                frame.transfer.sent();
                cuts.add(frame.transfer, at, Math.min(sectors, end - at));
            }
        }
        transmit(place, now, socket, to);
    }

    /** Sends a part that was cut off earlier; there has to be room. */
    void sendCut(Cuts cuts, long now, PacketSocket socket, Presence to) {
        int place = free[--freeCount];
        Frame frame = frames[place];
        cuts.take();
        frame.transfer = cuts.transfer();
        frame.from = cuts.from();
        frame.count = cuts.count();
        frame.tag = tags.next(place);
        transmit(place, now, socket, to);
    }

    /** Returns when the oldest was sent; only if it is not empty. */
    long oldest() {
        long oldest = Long.MAX_VALUE;
        for (int place = 1; place <= WIDEST; place++) {
            Frame frame = frames[place];
            if (frame.isUnderWay() && (oldest == Long.MAX_VALUE || frame.sent - oldest < 0)) {
                oldest = frame.sent;
            }
        }
        return oldest;
    }

    /**
     * Takes an answer to an ATA frame, unless it is late, another's, or cut short.
     *
     * @return whether the disk asks for patience
     */
    boolean take(ByteBuffer bytes, int at, int length) {
        int tag = Frames.tag(bytes, at);
        int place = Tags.place(tag);
        if (place == 0 || place > WIDEST || frames[place].isFree() || frames[place].tag != tag) {
            return false;
        }
        Frame frame = frames[place];
        Transfer transfer = frame.transfer;
        pass(frame);
        if (Frames.isError(bytes, at)) {
            int error = Frames.error(bytes, at);
            // "Device unavailable" and "target is reserved" pass.
            if (error == 3 || error == 6) {
                return true;
            }
            release(place).ended(Frames.say(error));
        } else if (Frames.isAtaError(bytes, at)) {
            release(place)
                    .ended(
                            "ATA status 0x%02x, error 0x%02x"
                                    .formatted(
                                            Frames.ataStatus(bytes, at),
                                            Frames.ataError(bytes, at)));
        } else if (transfer.kind() != Transfer.Kind.READ) {
            release(place).ended("");
        } else if (length >= Frames.ATA_HEADER + frame.count * Frames.SECTOR) {
            transfer.put(frame.from, bytes, at + Frames.ATA_HEADER, frame.count);
            release(place).ended("");
        }
        return false;
    }

    private void pass(Frame later) {
        if (++answered >= allowed) {
            answered = 0;
            allowed = Math.min(WIDEST, allowed + 1);
        }
        for (int place = 1; place <= WIDEST; place++) {
            Frame frame = frames[place];
            if (frame.isUnderWay() && frame.order < later.order && ++frame.passed == PASSED) {
                lose(frame);
            }
        }
    }

    /** Forgets the frames of a transfer. */
    void forget(Transfer transfer) {
        for (int place = 1; place <= WIDEST; place++) {
            if (frames[place].transfer == transfer) {
                release(place);
            }
        }
    }

    private Transfer release(int place) {
        Frame frame = frames[place];
        Transfer transfer = frame.transfer;
        frame.transfer = NOBODY;
        if (frame.lost) {
            // Its answer was merely late.
            frame.lost = false;
            lost--;
        }
        free[freeCount++] = place;
        return transfer;
    }

    void close() {
        headers.close();
        Arrays.fill(free, 0);
    }
}
