package io.nova.blockstore;

import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.Store.Entry;
import io.nova.blockstore.Store.State;
import io.nova.model.VolumeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twice a second whether all servers are there, and every few seconds for what a crash left:
 * servers without a record, stopped ones, half-made files.
 */
final class Keeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int PERIOD_MILLIS = 500;
    private static final int SWEEP_EVERY = 10;
    private static final int CLOSING_SECONDS = 5;
    private static final Duration WAKING = Duration.ofSeconds(10);

    private final HostLock lock;
    private final Store store;
    private final ExportRecords records;
    private final VolumeExports exports;
    private final StoreSettings settings;
    private final ScheduledThreadPoolExecutor worker;
    private long round;
    private String failure = "";

    Keeper(
            StoreSettings settings,
            HostLock lock,
            Store store,
            ExportRecords records,
            VolumeExports exports) {
        this.settings = settings;
        this.lock = lock;
        this.store = store;
        this.records = records;
        this.exports = exports;
        worker = new ScheduledThreadPoolExecutor(1, this::thread);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // It catches what it throws: there is nothing to learn from the future.
        var unused =
                worker.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns when it is out of the host: the next driver may be there already. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the look at this host's volumes did not end when it was asked to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            boolean thoroughly = round++ % SWEEP_EVERY == 0;
            lock.with(
                    () -> {
                        if (thoroughly) {
                            records.clear();
                            exports.sweep(records.all());
                            wake(copied());
                        }
                        exports.revive(records.all());
                        return true;
                    });
            if (thoroughly) {
                clear();
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

    private Set<VolumeId> copied() {
        return store.entries().stream()
                .filter(entry -> entry.is(State.NEW) && !entry.isAbandoned())
                .map(Entry::volume)
                .collect(Collectors.toSet());
    }

    // Those go on that a copy stopped and did not wake, since it was killed.
    private void wake(Set<VolumeId> copied) throws InterruptedException {
        Set<Found> held = new HashSet<>();
        copied.forEach(volume -> held.addAll(exports.writers(volume)));
        for (Found process : exports.writers()) {
            if (process.isStopped() && !held.contains(process)) {
                LOG.warn(
                        "{} {} was left stopped and goes on", process.argv().get(0), process.pid());
                Copier.wake(WAKING, List.of(process));
            }
        }
    }

    // A half-made snapshot holds what its volume held.
    private void clear() throws InterruptedException {
        Copier.clear(store.directory());
        for (Entry entry : store.entries()) {
            if (entry.isAbandoned()) {
                LOG.info("{} was half-made and is removed", entry.path());
                boolean done = Wiper.wipe(entry.path(), settings.wipe());
                while (!done) {
                    done = Wiper.wipe(entry.path(), settings.wipe());
                }
                Disk.delete(entry.path());
            }
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "nova-volume-" + settings.technology() + "-keeper");
        thread.setDaemon(true);
        return thread;
    }
}
