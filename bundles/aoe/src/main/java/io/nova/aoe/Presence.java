package io.nova.aoe;

import io.nova.aoe.Frames.ConfigCommand;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Knows whether the disk is there and is the one that was meant. It asks for the configuration, and
 * lets data be moved only while the answers are right: one disk, with the expected name.
 *
 * <p>A question is asked once a second while all is well; as soon as something was not answered in
 * time; and when a disk says unasked that it has started. The first question after a silence goes
 * to where the disk was, later ones to everybody, and then answers are collected for a moment:
 * there may be two.
 */
final class Presence {

    static final long RETRANSMIT = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(1600);
    private static final long COLLECTING = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);
    private static final long STALE = 3 * PERIOD;
    private static final int BROADCAST_EVERY = 30;
    private static final int REOPEN_FROM = 2;
    private static final int REMEMBERED = 32;

    private enum State {
        /** Nothing may be moved: a question is to be asked, or is not answered yet. */
        SEARCHING,
        /** One has answered; another may. */
        COLLECTING,
        PRESENT
    }

    private final AoeAddress address;
    private final String name;
    private final Tags tags;
    private final Block question = new Block(Frames.CONFIG_HEADER + Frames.MAX_STRING);

    private State state = State.SEARCHING;
    private MacAddress mac = MacAddress.BROADCAST;
    private boolean known;
    private int buffers = 1;
    private int sectors = 1;
    private String trouble = "has not been found yet";

    private long due;
    private long asked;
    private long verified;
    private int tries;
    private int rounds;
    private boolean toAll = true;
    private boolean unanswered;
    private TargetConfig candidate = new TargetConfig(mac, AoeAddress.ALL, 0, 0, 0, "");

    // The last questions and how often each was answered.
    private final int[] questions = new int[REMEMBERED];
    private final int[] answers = new int[REMEMBERED];
    private final boolean[] broadcasts = new boolean[REMEMBERED];
    private int count;
    // Only what was asked since the silence began proves anything.
    private int provingFrom;
    private int found;

    Presence(AoeAddress address, String name, Tags tags, long now) {
        this.address = address;
        this.name = name;
        this.tags = tags;
        due = now;
    }

    boolean isPresent() {
        return state == State.PRESENT;
    }

    /** Why it is not there, for an operator. */
    String trouble() {
        return state == State.PRESENT ? "" : trouble;
    }

    /** How often it was found: another number, and what is unanswered is to be sent again. */
    int found() {
        return found;
    }

    MacAddress mac() {
        return mac;
    }

    int buffers() {
        return buffers;
    }

    int sectors() {
        return sectors;
    }

    /** When {@link #tick} is to be called, by {@link System#nanoTime()}. */
    long due() {
        return due;
    }

    /** Whether the questions so far were in vain, so that the socket itself may be the cause. */
    boolean wantsNewSocket() {
        return state == State.SEARCHING && tries >= REOPEN_FROM;
    }

    /** Something was not answered in time, or not as it should be: nothing is moved until it is. */
    void suspect(long now, String reason) {
        if (state != State.SEARCHING) {
            state = State.SEARCHING;
            provingFrom = count;
            trouble = reason;
            tries = 0;
            toAll = !known;
            due = now;
        }
    }

    /** Without a socket: to be tried again. */
    void cannotAsk(long now, String reason) {
        suspect(now, reason);
        trouble = reason;
        due = now + AoeClient.jittered(LONGEST / 2);
    }

    /** Asks if it is time to. */
    void tick(long now, PacketSocket socket) {
        if (now - due < 0) {
            return;
        }
        if (state == State.PRESENT && now - verified > STALE) {
            // This process did not run for a while: much may have changed.
            suspect(now, "has not been asked for a while");
        }
        switch (state) {
            case COLLECTING -> settle(now);
            case PRESENT -> {
                if (unanswered) {
                    suspect(now, "does not answer");
                    tick(now, socket);
                } else {
                    rounds++;
                    ask(now, socket, rounds % BROADCAST_EVERY == 0);
                    due = now + RETRANSMIT;
                }
            }
            case SEARCHING -> {
                ask(now, socket, toAll);
                due = now + AoeClient.jittered(Math.min(LONGEST, RETRANSMIT << Math.min(tries, 8)));
                tries++;
                toAll = true;
            }
        }
    }

    private void ask(long now, PacketSocket socket, boolean all) {
        int tag = tags.next(Tags.QUESTION);
        int place = count++ % REMEMBERED;
        questions[place] = tag;
        answers[place] = 0;
        broadcasts[place] = all;
        Frames.header(
                question.bytes(),
                0,
                all ? MacAddress.BROADCAST : mac,
                socket.mac(),
                address,
                Frames.COMMAND_CONFIG,
                tag);
        int length = Frames.config(question.bytes(), 0, ConfigCommand.READ, "");
        socket.queue(question.address(), length, 0, 0);
        socket.flush();
        asked = now;
        unanswered = true;
    }

    /** Takes a reply to a configuration query of this address. */
    void take(ByteBuffer frame, int at, int length, long now) {
        int tag = Frames.tag(frame, at);
        if (tag == 0) {
            announced(now);
            return;
        }
        int place = placeOf(tag);
        if (place < 0 || Frames.isError(frame, at)) {
            return;
        }
        unanswered = false;
        TargetConfig config = TargetConfig.read(frame, at, length);
        answers[place]++;
        if (answers[place] > 1) {
            MacAddress other = state == State.SEARCHING ? candidate.mac() : mac;
            hold(now, "is two disks, at %s and at %s".formatted(other, config.mac()));
            candidate = config;
        } else if (!config.name().equals(name)) {
            candidate = config;
            hold(now, "is called \"%s\", not \"%s\"".formatted(printable(config.name()), name));
        } else if (state == State.PRESENT) {
            verified = now;
            refresh(config, now, broadcasts[place]);
        } else if (state == State.SEARCHING && asked(place) >= provingFrom) {
            candidate = config;
            if (broadcasts[place]) {
                state = State.COLLECTING;
                due = now + COLLECTING;
            } else {
                settle(now);
            }
        }
    }

    // A disk that starts tells everybody. It may be ours, or a second one.
    private void announced(long now) {
        if (state == State.PRESENT) {
            suspect(now, "has started anew");
            toAll = true;
        } else if (state == State.SEARCHING) {
            due = now;
            toAll = true;
        }
    }

    private void refresh(TargetConfig config, long now, boolean broadcast) {
        if (!config.mac().equals(mac)) {
            hold(now, "is two disks, at %s and at %s".formatted(mac, config.mac()));
            return;
        }
        accept(config);
        // The second answer to a question to all comes within the same time.
        due = Math.max(now, asked + (broadcast ? COLLECTING : 0)) + PERIOD;
    }

    private void settle(long now) {
        state = State.PRESENT;
        found++;
        verified = now;
        known = true;
        accept(candidate);
        tries = 0;
        unanswered = false;
        due = now + PERIOD;
    }

    private void accept(TargetConfig config) {
        mac = config.mac();
        buffers = Math.max(1, config.buffers());
        sectors = Math.max(1, config.sectors());
    }

    private void hold(long now, String reason) {
        if (state != State.SEARCHING) {
            state = State.SEARCHING;
            provingFrom = count;
            tries = 0;
            due = now + AoeClient.jittered(RETRANSMIT);
        }
        if (candidate.name().isEmpty()) {
            // Its host is about to name it.
            long soon = now + AoeClient.jittered(RETRANSMIT);
            due = soon - due < 0 ? soon : due;
        }
        toAll = true;
        trouble = reason;
    }

    private int placeOf(int tag) {
        for (int i = Math.max(0, count - REMEMBERED); i < count; i++) {
            if (questions[i % REMEMBERED] == tag) {
                return i % REMEMBERED;
            }
        }
        return -1;
    }

    /** Returns which question that was, of all. */
    private int asked(int place) {
        int last = count - 1;
        return last - (last - place) % REMEMBERED;
    }

    private static String printable(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
        return shown.replaceAll("[^ -~]", "?");
    }

    void close() {
        question.close();
    }
}
