package io.nova.aoe.initiator;

import io.nova.aoe.AoeClient;
import io.nova.aoe.AoeException;
import io.nova.aoe.Block;
import io.nova.aoe.Libc;
import io.nova.aoe.Target;
import io.nova.aoe.TargetConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves one volume: one thread that has the disk on its one side and clients on the other, and
 * waits for all of them at once. Nothing passes from thread to thread.
 */
final class VolumeServer implements AutoCloseable {

    /** A guest, and those who look what there is. */
    private static final int CLIENTS = 4;

    private static final int FD = 8;
    private static final int FIRST_CLIENT = 3;
    private static final Duration MEASURING = Duration.ofMillis(200);
    private static final int MAX_WAIT_MILLIS = 1000;
    private static final long WORTH_A_LINE = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSING = TimeUnit.SECONDS.toNanos(10);

    private final VolumeRecord record;
    private final Log log;
    private final UnixSocket listener;
    private final int wake;
    private final Target target;
    private final Thread thread;
    private final Block polled = new Block((FIRST_CLIENT + CLIENTS) * FD);
    private final Block word = new Block(8);
    private final List<Client> clients = new ArrayList<>();

    private int inFlight;
    private @Nullable Request held;
    private long absentSince;
    private boolean absenceSaid;
    private long closingSince;

    private volatile Export export;
    private volatile boolean present;
    private volatile String trouble = "has not been found yet";
    private volatile int users;
    private volatile boolean closing;

    /** Opens the socket; clients are served from {@link #start} on. */
    VolumeServer(VolumeRecord record, Path socket, String group, Duration deadline, Log log)
            throws IOException {
        this.record = record;
        this.log = log;
        export = record.export();
        listener = UnixSocket.open(socket, group);
        wake = Libc.eventfd(0, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        target = new Target(record.interfaceName(), record.address(), record.volume(), deadline);
        thread = new Thread(null, this::run, record.volume(), 256 << 10);
        absentSince = System.nanoTime();
    }

    void start() {
        thread.start();
    }

    VolumeRecord record() {
        return record;
    }

    /** What new clients are told. */
    Export export() {
        return export;
    }

    void resize(long sectors) {
        export = record.of(sectors).export();
    }

    /** Whether it serves: it ends when it is closed, or by an error of its own. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** How many have it open. */
    int users() {
        return users;
    }

    boolean isPresent() {
        return present;
    }

    /** Why requests wait; empty if they do not. */
    String trouble() {
        return present ? "" : trouble;
    }

    /** Ends it when all that is under way has ended, or its disk does not answer. */
    @Override
    public void close() throws IOException {
        closing = true;
        word.struct().putLong(0, 1);
        Libc.write(wake, word.address(), 8);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        listener.close();
        Libc.close(wake);
        word.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isOver()) {
                step();
            }
        } catch (RuntimeException | Error e) {
            log("ends: " + e);
            users = 0;
            present = false;
            throw e;
        } finally {
            clients.forEach(Client::close);
            target.close();
            clients.forEach(Client::giveBack);
            polled.close();
        }
    }

    private boolean isOver() {
        if (!closing) {
            return false;
        }
        if (closingSince == 0) {
            closingSince = System.nanoTime();
            clients.forEach(Client::close);
        }
        return target.isIdle() || !target.isPresent() || System.nanoTime() - closingSince > CLOSING;
    }

    private void step() {
        int count = FIRST_CLIENT + clients.size();
        watch(0, closing ? -1 : wake, Libc.POLLIN);
        watch(1, closing ? -1 : listener.fd(), Libc.POLLIN);
        watch(2, target.fd(), Libc.POLLIN);
        for (int i = FIRST_CLIENT; i < count; i++) {
            Client client = clients.get(i - FIRST_CLIENT);
            watch(i, client.isClosed() ? -1 : client.fd(), client.events());
        }
        Libc.poll(polled.address(), count, patience());
        if (happened(2) != 0) {
            target.receive();
        }
        for (int i = FIRST_CLIENT; i < count; i++) {
            Client client = clients.get(i - FIRST_CLIENT);
            if (!client.isClosed()) {
                client.work(happened(i));
            }
        }
        if (happened(1) != 0) {
            accept();
        }
        target.tick();
        clients.removeIf(Client::isReleased);
        publish();
    }

    private int patience() {
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).isReady()) {
                return 0;
            }
        }
        long nanos = target.due() - System.nanoTime();
        return nanos <= 0
                ? 0
                : (int) Math.min(MAX_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    // struct pollfd
    private void watch(int place, int fd, int events) {
        ByteBuffer struct = polled.struct();
        struct.putInt(place * FD, fd);
        struct.putShort(place * FD + 4, (short) events);
        struct.putShort(place * FD + 6, (short) 0);
    }

    private int happened(int place) {
        return polled.struct().getShort(place * FD + 6);
    }

    private void accept() {
        int fd = Libc.accept4(listener.fd(), 0, 0, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        if (clients.size() == CLIENTS) {
            log("has " + CLIENTS + " clients and takes no more");
            Libc.close(fd);
            return;
        }
        measure();
        Client client = new Client(fd, this, export);
        clients.add(client);
        client.work(0);
    }

    // The volume may have grown: who comes now is told, and who was here keeps what he knows.
    private void measure() {
        try (AoeClient asking = AoeClient.open(record.interfaceName())) {
            TargetConfig disk = asking.config(record.address(), MEASURING);
            if (disk.name().equals(record.volume())) {
                resize(asking.identify(disk, MEASURING).sectors());
            }
        } catch (AoeException e) {
            // It is not there now: it is as long as it was.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish() {
        int open = 0;
        for (int i = 0; i < clients.size(); i++) {
            open += clients.get(i).isUser() ? 1 : 0;
        }
        if (open != users) {
            users = open;
        }
        if (target.isPresent()) {
            if (!present) {
                present = true;
                if (absenceSaid) {
                    log("is there again");
                    absenceSaid = false;
                }
            }
            return;
        }
        long now = System.nanoTime();
        if (present) {
            absentSince = now;
            present = false;
        }
        String reason = target.trouble();
        boolean isWorthALine =
                absenceSaid ? !reason.equals(trouble) : now - absentSince > WORTH_A_LINE;
        if (isWorthALine) {
            absenceSaid = true;
            log("waits: " + reason);
        }
        trouble = reason;
    }

    void log(String what) {
        log.say(record.volume() + " " + what);
    }

    Target target() {
        return target;
    }

    /** Whether no request may be begun: one is, or is about to be, alone with the disk. */
    boolean isHeld() {
        return held != null;
    }

    void begin(Request request) {
        inFlight++;
        if (request.isExclusive()) {
            held = request;
            if (inFlight > 1) {
                return;
            }
        }
        request.begin(target);
    }

    void ended(Request request) {
        inFlight--;
        if (request == held) {
            held = null;
        } else if (held != null && inFlight == 1) {
            held.begin(target);
        }
    }
}
