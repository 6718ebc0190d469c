package io.nova.aoe;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that is read and written, by one thread, which calls {@link #receive} when {@link #fd} can
 * be read, and {@link #tick} when {@link #due} has come and after it has submitted something.
 *
 * <p>As many frames are under way as the disk says it can hold, or fewer where some were lost. One
 * that others overtake is sent again. What is not answered within 200 ms makes it ask the disk for
 * its name; when the answer is right, all that is not answered by then is sent again. So nothing
 * reaches a disk that took the place of another, and nothing is sent twice that the disk is merely
 * slow with. While nobody answers, transfers wait, and go on when the disk is back; they fail when
 * the deadline has passed since they were submitted, and not silently.
 *
 * <p>A write that was repeated is not done after a later one: copies of a frame are sent before its
 * answer is taken, later writes after it, and an Ethernet and a disk's queue keep the order.
 */
public final class Target implements AutoCloseable {

    private static final long SILENCE = Presence.RETRANSMIT;
    private static final long LOOK = Presence.RETRANSMIT / 4;

    private final String interfaceName;
    private final AoeAddress address;
    private final long deadline;
    private final Presence presence;
    private final Window window;
    private final Cuts cuts = new Cuts();
    private final ArrayDeque<Transfer> waiting = new ArrayDeque<>();
    private final List<Transfer> submitted = new ArrayList<>();
    private @Nullable PacketSocket socket;
    private int sectors = 1;
    private int found;
    private long look;

    /**
     * Begins to look for a disk. An interface that is missing or down is looked for as well.
     *
     * @param name the configuration string that it has if it is the one that is meant
     * @param deadline after which a transfer that is not answered fails
     */
    public Target(String interfaceName, AoeAddress address, String name, Duration deadline) {
        this.interfaceName = interfaceName;
        this.address = address;
        this.deadline = deadline.toNanos();
        Tags tags = new Tags();
        look = System.nanoTime();
        presence = new Presence(address, name, tags, look);
        window = new Window(address, tags);
    }

    /** For poll(2), which ignores the -1 that stands for none; another one after a silence. */
    public int fd() {
        return socket == null ? -1 : socket.fd();
    }

    /** Whether the disk answered lately, as the one that was meant. */
    public boolean isPresent() {
        return presence.isPresent();
    }

    /** What keeps data from being moved, for an operator; empty if nothing does. */
    public String trouble() {
        String trouble = presence.trouble();
        return trouble.isEmpty() ? "" : address + " on " + interfaceName + " " + trouble;
    }

    /** How many frames had to be sent again so far. */
    public long losses() {
        return window.losses();
    }

    /** How often it was silent, and was found again, so far. */
    public int silences() {
        return Math.max(0, presence.found() - 1);
    }

    /** Whether nothing is under way. */
    public boolean isIdle() {
        submitted.removeIf(transfer -> !transfer.isActive());
        return submitted.isEmpty();
    }

    /** Takes a transfer that was set; it is told when it is done. */
    public void submit(Transfer transfer) {
        transfer.begin(System.nanoTime());
        if (!submitted.contains(transfer)) {
            submitted.add(transfer);
        }
        waiting.add(transfer);
    }

    /** Takes what has come. */
    public void receive() {
        PacketSocket from = socket;
        if (from == null) {
            return;
        }
        int count;
        do {
            count = from.receive();
            long now = count == 0 ? 0 : System.nanoTime();
            for (int i = 0; i < count; i++) {
                take(from.frames(), PacketSocket.offset(i), from.length(i), now);
            }
        } while (PacketSocket.isFull(count));
    }

    private void take(ByteBuffer frames, int at, int length, long now) {
        if (!Frames.isReply(frames, at, length) || !Frames.isOf(frames, at, address)) {
            return;
        }
        if (Frames.command(frames, at) == Frames.COMMAND_CONFIG) {
            presence.take(frames, at, length, now);
            measure(now);
        } else if (Frames.command(frames, at) == Frames.COMMAND_ATA
                && Frames.sourceBits(frames, at) == presence.mac().bits()
                && window.take(frames, at, length)) {
            presence.suspect(now, "is unavailable");
        }
    }

    /** When {@link #tick} is to be called at the latest, by {@link System#nanoTime()}. */
    public long due() {
        return isIdle() || presence.due() - look < 0 ? presence.due() : look;
    }

    /** Sends what can be sent, and does what it is time for. */
    public void tick() {
        long now = System.nanoTime();
        if (now - look >= 0) {
            look = now + LOOK;
            lookAfter(now);
        }
        if (now - presence.due() >= 0) {
            if (socket == null || presence.wantsNewSocket()) {
                reopen(now);
            }
            if (socket != null) {
                presence.tick(now, socket);
                note(now, socket.trouble());
                measure(now);
            }
        }
        if (!presence.isPresent() || socket == null) {
            return;
        }
        if (found != presence.found()) {
            found = presence.found();
            measure(now);
            window.loseAll();
        }
        send(now, socket);
        socket.flush();
        note(now, socket.trouble());
    }

    private void send(long now, PacketSocket to) {
        while (window.hasRoom()) {
            if (window.hasLost()) {
                window.sendLost(sectors, now, to, presence, cuts);
                continue;
            }
            if (!cuts.isEmpty()) {
                window.sendCut(cuts, now, to, presence);
                continue;
            }
            Transfer transfer = waiting.peek();
            if (transfer == null) {
                return;
            }
            if (transfer.hasMore()) {
                int from = transfer.cutAt();
                window.send(transfer, from, transfer.cut(sectors), now, to, presence);
            }
            if (!transfer.hasMore()) {
                waiting.remove();
            }
        }
    }

    private void lookAfter(long now) {
        if (presence.isPresent() && !window.isEmpty() && now - window.oldest() > SILENCE) {
            presence.suspect(now, "does not answer");
        }
        // What is told may submit more.
        for (int i = 0; i < submitted.size(); i++) {
            Transfer transfer = submitted.get(i);
            if (transfer.isActive() && now - transfer.begun() > deadline) {
                window.forget(transfer);
                cuts.forget(transfer);
                while (waiting.remove(transfer)) {}
                String trouble = trouble();
                transfer.giveUp(trouble.isEmpty() ? address + " did not answer in time" : trouble);
            }
        }
    }

    private void note(long now, int errno) {
        // A full queue is a loss like any other.
        if (errno != 0 && errno != Libc.ENOBUFS) {
            presence.suspect(now, "cannot be reached: " + Libc.say(errno));
        }
    }

    private void measure(long now) {
        if (socket != null) {
            try {
                sectors = Math.min(presence.sectors(), socket.sectors());
                window.limit(presence.buffers());
            } catch (AoeException e) {
                presence.suspect(now, "cannot be reached: " + e.getMessage());
            }
        }
    }

    private void reopen(long now) {
        try {
            PacketSocket fresh = PacketSocket.open(interfaceName, address);
            if (socket != null) {
                socket.close();
            }
            socket = fresh;
        } catch (AoeException e) {
            presence.cannotAsk(now, "cannot be reached: " + e.getMessage());
        }
    }

    /** Ends it; what is under way is never told. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
        presence.close();
        window.close();
    }
}
