package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.aoe.AoeAddress;
import io.nova.blockstore.Backoff;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has volumes served to QEMU by a process in user space, and sees to it that the process is there.
 */
final class UserInitiator implements HostInitiator {

    private static final Logger LOG = LoggerFactory.getLogger(UserInitiator.class);
    private static final int FIND_MILLIS = 3000;
    private static final int IDLE_SECONDS = 2;
    private static final int IDLE_POLL_MILLIS = 20;
    private static final int PERIOD_MILLIS = 500;
    private static final int CLOSING_SECONDS = 5;
    private static final String PROCESS = "initiator";
    // volume VOLUME ADDRESS INTERFACE rw|ro SECTORS USERS present|absent SOCKET ...
    private static final int VOLUME_WORD = 1;
    private static final int SOCKET_WORD = 8;

    private final InitiatorProcess process;
    private final Backoff<String> backoff = new Backoff<>();
    private final ScheduledThreadPoolExecutor keeper;
    private String failure = "";

    UserInitiator(Settings settings) {
        process = new InitiatorProcess(settings);
        keeper = new ScheduledThreadPoolExecutor(1, UserInitiator::thread);
        keeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // It catches what it throws: there is nothing to learn from the future.
        var unused =
                keeper.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Connection connect(VolumeId volume, AoeAddress address, Link link)
            throws InterruptedException {
        String command = "add %s %s %s rw %d".formatted(volume, address, link.name(), FIND_MILLIS);
        List<String> answer = process.ask(control -> control.ask(command));
        return connection(volume.value(), answer.get(answer.size() - 1));
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        // A guest that just let go is not heard of at once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (process.isNeeded()) {
            try {
                process.ask(control -> control.ask("remove " + volume));
                return;
            } catch (DriverException e) {
                if (e.kind() != BUSY || System.nanoTime() > end) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(IDLE_POLL_MILLIS);
        }
    }

    @Override
    public Collection<Connection> connections() throws InterruptedException {
        List<Connection> connections = new ArrayList<>();
        if (process.isNeeded()) {
            for (String line : process.ask(control -> control.ask("list"))) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("volume")) {
                    if (words.length <= SOCKET_WORD) {
                        throw new DriverException(BROKEN, "the initiator says: " + line);
                    }
                    connections.add(connection(words[VOLUME_WORD], words[SOCKET_WORD]));
                }
            }
        }
        return connections;
    }

    @Override
    public void close() {
        keeper.shutdownNow();
        try {
            if (!keeper.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the look at this host's initiator did not end when it was asked to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            if (process.isNeeded() && !process.isThere() && backoff.isDue(PROCESS)) {
                backoff.started(PROCESS);
                process.ask(InitiatorControl::release);
            }
            failure = "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(failure)) {
                failure = message;
                LOG.warn("will be tried again: {}", message);
            }
        }
    }

    private static Connection connection(String volume, String socket) {
        return new Connection(
                new VolumeId(volume), "nbd+unix:///%s?socket=%s".formatted(volume, socket));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "nova-volume-aoe-initiator");
        thread.setDaemon(true);
        return thread;
    }
}
