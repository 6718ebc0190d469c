package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BUSY;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.InitiatorClient;
import io.nova.blockstore.Backoff;
import io.nova.driver.volume.aoe.Links.Link;
import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector.Connection;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration FIND = Duration.ofSeconds(3);
    private static final int IDLE_SECONDS = 2;
    private static final int IDLE_POLL_MILLIS = 20;
    private static final int PERIOD_MILLIS = 500;
    private static final int CLOSING_SECONDS = 5;
    private static final String PROCESS = "initiator";

    private final RunningInitiator initiator;
    private final Backoff<String> backoff = new Backoff<>();
    private final ScheduledThreadPoolExecutor keeper;
    private String failure = "";

    UserInitiator(Settings settings) {
        initiator = new RunningInitiator(settings);
        keeper = new ScheduledThreadPoolExecutor(1, UserInitiator::thread);
        keeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // It catches what it throws: there is nothing to learn from the future.
        var unused =
                keeper.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Connection connect(VolumeId volume, AoeAddress address, Link link)
            throws InterruptedException {
        Path socket =
                initiator.ask(
                        client -> client.add(volume.value(), address, link.name(), false, FIND));
        return connection(volume.value(), socket);
    }

    @Override
    public void disconnect(VolumeId volume) throws InterruptedException {
        // A guest that just let go is not heard of at once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
        while (initiator.isNeeded()) {
            try {
                initiator.ask(
                        client -> {
                            client.remove(volume.value());
                            return volume;
                        });
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
        if (!initiator.isNeeded()) {
            return List.of();
        }
        return initiator.ask(InitiatorClient::list).stream()
                .map(served -> connection(served.volume(), served.socket()))
                .toList();
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
            if (initiator.isNeeded() && !initiator.isThere() && backoff.isDue(PROCESS)) {
                backoff.started(PROCESS);
                initiator.ask(InitiatorClient::release);
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

    private static Connection connection(String volume, Path socket) {
        return new Connection(
                new VolumeId(volume), "nbd+unix:///%s?socket=%s".formatted(volume, socket));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "nova-volume-aoe-initiator");
        thread.setDaemon(true);
        return thread;
    }
}
