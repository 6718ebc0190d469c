package io.nova.aoe;

import io.nova.aoe.AoeException.Kind;
import io.nova.aoe.Frames.AtaCommand;
import io.nova.aoe.Frames.ConfigCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks disks on one interface who they are, and names them. Each question is repeated, with a tag
 * of its own, until it is answered or the time is over. One thread at a time may use it; to read
 * and write is {@link Target}'s.
 */
public final class AoeClient implements AutoCloseable {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int QUESTION = 2048;

    private final PacketSocket socket;
    private final Block question = new Block(QUESTION);
    private final Block poll = new Block(8);
    private int tag = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    private AoeClient(PacketSocket socket) {
        this.socket = socket;
    }

    /**
     * Opens one on an interface of the calling thread's network namespace.
     *
     * @throws AoeException as {@link PacketSocket#open}
     */
    public static AoeClient open(String name) throws AoeException {
        return new AoeClient(PacketSocket.open(name, AoeAddress.ALL));
    }

    /** The Ethernet address by which disks see this host: what an export's mask must admit. */
    public MacAddress mac() {
        return socket.mac();
    }

    /**
     * Lists those that answer for an address, or for all, within a time: no error if nobody does.
     * Two entries of one address are two disks, even where one station has both.
     */
    public List<TargetConfig> discover(AoeAddress address, Duration wait)
            throws AoeException, InterruptedException {
        // One question and all its answers: another one's would be the same disks again.
        List<TargetConfig> found = new ArrayList<>();
        int asked = askConfig(MacAddress.BROADCAST, address, ConfigCommand.READ, "");
        until(
                System.nanoTime() + wait.toNanos(),
                (frame, length) -> {
                    if (isAnswer(frame, address, asked) && !Frames.isError(frame, 0)) {
                        found.add(TargetConfig.read(frame, 0, length));
                    }
                    return false;
                });
        return found;
    }

    /**
     * Asks one disk for its configuration, which is the sign that it is there.
     *
     * @throws AoeException {@code TIMEOUT} if nobody answers in time
     */
    public TargetConfig config(AoeAddress address, Duration deadline)
            throws AoeException, InterruptedException {
        return ask(address, ConfigCommand.READ, "", deadline);
    }

    /**
     * Names a disk that has no name.
     *
     * @throws AoeException {@code REFUSED} if it has another; {@code TIMEOUT}, in which case it may
     *     have been named
     */
    public void name(AoeAddress address, String name, Duration deadline)
            throws AoeException, InterruptedException {
        try {
            ask(address, ConfigCommand.SET, name, deadline);
        } catch (AoeException e) {
            // The answer to an earlier try may have been lost.
            if (e.kind() != Kind.REFUSED || !config(address, deadline).name().equals(name)) {
                throw e;
            }
        }
    }

    /**
     * Names a disk, whatever its name was.
     *
     * @throws AoeException {@code TIMEOUT}, in which case it may have been named
     */
    public void rename(AoeAddress address, String name, Duration deadline)
            throws AoeException, InterruptedException {
        ask(address, ConfigCommand.FORCE, name, deadline);
    }

    /**
     * Asks a disk what it is.
     *
     * @throws AoeException {@code TIMEOUT} or {@code REFUSED}
     */
    public DiskIdentity identify(TargetConfig disk, Duration deadline)
            throws AoeException, InterruptedException {
        ByteBuffer bytes = question.bytes();
        Found<DiskIdentity> found = new Found<>();
        repeat(
                disk.address(),
                deadline,
                () -> {
                    Frames.header(
                            bytes,
                            0,
                            disk.mac(),
                            socket.mac(),
                            disk.address(),
                            Frames.COMMAND_ATA,
                            nextTag());
                    send(Frames.ata(bytes, 0, AtaCommand.IDENTIFY, 0, 1));
                    return tag;
                },
                (frame, length) -> {
                    if (length >= Frames.ATA_HEADER + Frames.SECTOR
                            && !Frames.isError(frame, 0)
                            && !Frames.isAtaError(frame, 0)) {
                        found.value = DiskIdentity.read(frame, Frames.ATA_HEADER);
                        return true;
                    }
                    found.refusal = Frames.say(Frames.error(frame, 0));
                    return true;
                });
        return found.get(disk.address());
    }

    @Override
    public void close() {
        socket.close();
        question.close();
        poll.close();
    }

    private TargetConfig ask(
            AoeAddress address, ConfigCommand command, String name, Duration deadline)
            throws AoeException, InterruptedException {
        if (!address.isOne()) {
            throw new IllegalArgumentException("not one disk: " + address);
        }
        Found<TargetConfig> found = new Found<>();
        repeat(
                address,
                deadline,
                () -> askConfig(MacAddress.BROADCAST, address, command, name),
                (frame, length) -> {
                    if (Frames.isError(frame, 0)) {
                        found.refusal = Frames.say(Frames.error(frame, 0));
                    } else {
                        found.value = TargetConfig.read(frame, 0, length);
                    }
                    return true;
                });
        return found.get(address);
    }

    private void repeat(
            AoeAddress address,
            Duration deadline,
            Question question,
            BiPredicate<ByteBuffer, Integer> answer)
            throws AoeException, InterruptedException {
        long now = System.nanoTime();
        long end = now + deadline.toNanos();
        long wait = FIRST_NANOS;
        while (now < end) {
            int asked = question.ask();
            boolean answered =
                    until(
                            Math.min(end, now + jittered(wait)),
                            (frame, length) ->
                                    isAnswer(frame, address, asked) && answer.test(frame, length));
            if (answered) {
                return;
            }
            wait *= 2;
            now = System.nanoTime();
        }
        throw new AoeException(
                Kind.TIMEOUT, "nobody answers for " + address + " on " + socket.name());
    }

    /** Gives a time between three and five quarters of it. */
    static long jittered(long nanos) {
        return ThreadLocalRandom.current().nextLong(nanos * 3 / 4, nanos * 5 / 4);
    }

    private static boolean isAnswer(ByteBuffer frame, AoeAddress address, int tag) {
        return Frames.tag(frame, 0) == tag && (!address.isOne() || Frames.isOf(frame, 0, address));
    }

    private int askConfig(MacAddress to, AoeAddress address, ConfigCommand command, String name)
            throws AoeException {
        Frames.header(
                question.bytes(), 0, to, socket.mac(), address, Frames.COMMAND_CONFIG, nextTag());
        send(Frames.config(question.bytes(), 0, command, name));
        return tag;
    }

    private void send(int length) throws AoeException {
        socket.queue(question.address(), length, 0, 0);
        socket.flush();
        int errno = socket.trouble();
        if (errno != 0 && errno != Libc.ENOBUFS) {
            throw new AoeException(Kind.INTERFACE, socket.name() + ": " + Libc.say(errno));
        }
    }

    // Tag 0 is that of what disks say unasked.
    private int nextTag() {
        tag = tag == Integer.MAX_VALUE ? 1 : tag + 1;
        return tag;
    }

    /** Receives until the predicate has what it wants, or the time is over. */
    private boolean until(long end, BiPredicate<ByteBuffer, Integer> taker)
            throws InterruptedException {
        long left = end - System.nanoTime();
        while (left > 0) {
            poll.struct().putInt(0, socket.fd());
            poll.struct().putInt(4, Libc.POLLIN);
            // In short steps, so that an interrupt is noticed.
            int millis = (int) Math.min(50, left / 1_000_000 + 1);
            Libc.poll(poll.address(), 1, millis);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int count = socket.receive();
            for (int i = 0; i < count; i++) {
                ByteBuffer frame =
                        socket.frames()
                                .slice(PacketSocket.offset(i), PacketSocket.MAX_FRAME)
                                .order(java.nio.ByteOrder.BIG_ENDIAN);
                int length = socket.length(i);
                if (Frames.isReply(frame, 0, length) && taker.test(frame, length)) {
                    return true;
                }
            }
            left = end - System.nanoTime();
        }
        return false;
    }

    @FunctionalInterface
    private interface Question {
        /** Sends it; returns its tag. */
        int ask() throws AoeException;
    }

    private static final class Found<T> {
        @Nullable T value;
        String refusal = "";

        T get(AoeAddress address) throws AoeException {
            if (value == null) {
                throw new AoeException(Kind.REFUSED, address + " refuses: " + refusal);
            }
            return value;
        }
    }
}
