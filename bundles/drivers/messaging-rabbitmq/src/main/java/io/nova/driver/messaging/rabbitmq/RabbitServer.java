package io.nova.driver.messaging.rabbitmq;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One registration: its consumers in the session of now, and at most as many threads as it handles
 * at once. No more waits in memory than the broker sends ahead.
 */
final class RabbitServer implements Subscription {

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);

    private final Address address;
    private final String type;
    private final MessageHandler handler;
    private final ServeOptions options;
    private final Names names;
    private final int queueLength;
    private final Link link;
    private final ScheduledExecutorService timer;
    private final ThreadPoolExecutor threads;
    private final Strangers strangers;
    private final Object state = new Object();
    private final List<Task> orphans = new ArrayList<>();
    private final AtomicInteger retries = new AtomicInteger();
    private @Nullable Attachment live;
    private @Nullable Attachment work;
    private @Nullable Boolean others;
    private volatile boolean left;

    RabbitServer(
            Address address,
            String type,
            MessageHandler handler,
            ServeOptions options,
            Names names,
            int queueLength,
            Link link,
            Strangers strangers,
            ScheduledExecutorService timer) {
        this.address = address;
        this.type = type;
        this.handler = handler;
        this.options = options;
        this.strangers = strangers;
        this.names = names;
        this.queueLength = queueLength;
        this.link = link;
        this.timer = timer;
        this.threads =
                new ThreadPoolExecutor(
                        options.concurrency(),
                        options.concurrency(),
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Threads.named("nova-bus-" + type)) {
                    @Override
                    protected void terminated() {
                        detach();
                    }
                };
        threads.allowCoreThreadTimeOut(true);
    }

    Address address() {
        return address;
    }

    String type() {
        return type;
    }

    MessageHandler handler() {
        return handler;
    }

    int concurrency() {
        return options.concurrency();
    }

    Names names() {
        return names;
    }

    int queueLength() {
        return queueLength;
    }

    /** Returns the name of its queue. */
    String key() {
        return names.key(address, type);
    }

    boolean knows(Message message) {
        return options.minVersion() <= message.version()
                && message.version() <= options.maxVersion();
    }

    ServeOptions options() {
        return options;
    }

    /** Returns who hears of members that are otherwise. */
    Strangers strangers() {
        return strangers;
    }

    /** Returns the name of its queue of what is kept; only a role has one. */
    String workKey() {
        if (address instanceof Address.Role role) {
            return names.workKey(role, type);
        }
        throw new IllegalStateException(address + " has no such queue");
    }

    /** Consumes what waits for nobody for long in this session, and in no other any more. */
    void attachLive(Session session) throws IOException {
        Attachment made = Attachment.open(session, this, false);
        Attachment old;
        synchronized (state) {
            old = left ? made : live;
            live = left ? live : made;
        }
        end(old);
    }

    /** Consumes what is kept, if it is a role's, in this session, and in no other any more. */
    void attachWork(Session session) throws IOException {
        if (!(address instanceof Address.Role)) {
            return;
        }
        Attachment made = Attachment.open(session, this, true);
        Attachment old;
        synchronized (state) {
            old = left ? made : work;
            work = left ? work : made;
        }
        end(old);
    }

    private static void end(@Nullable Attachment attachment) {
        if (attachment != null) {
            attachment.close();
        }
    }

    /** Has a consumer made anew that the broker ended. */
    void attachAgain(boolean ofWork) {
        if (!left) {
            link.attachAgain(this, ofWork);
        }
    }

    /** Takes a delivery. */
    void take(Task task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            orphaned(task);
        }
    }

    /** Returns how many deliveries are in memory, being handled or waiting for another attempt. */
    int unfinished() {
        return threads.getActiveCount() + threads.getQueue().size() + retries.get();
    }

    boolean hasLeft() {
        return left;
    }

    /** Takes back what cannot begin any more. */
    void orphaned(Task task) {
        Boolean known;
        synchronized (state) {
            known = others;
            if (known == null) {
                orphans.add(task);
                return;
            }
        }
        task.orphaned(known);
    }

    /** Runs something after a wait that doubles with every delivery. */
    void later(int deliveries, Runnable task) {
        retries.incrementAndGet();
        try {
            var unused =
                    timer.schedule(
                            () -> {
                                retries.decrementAndGet();
                                task.run();
                            },
                            FIRST_RETRY.toMillis() << Math.min(deliveries - 1, 8),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            retries.decrementAndGet();
            task.run();
        }
    }

    @Override
    public void close() {
        Attachment lastLive;
        Attachment lastWork;
        synchronized (state) {
            if (left) {
                return;
            }
            left = true;
            lastLive = live;
            lastWork = work;
        }
        link.remove(this);
        boolean taken = lastLive == null || lastLive.leave();
        if (lastWork != null) {
            lastWork.leave();
        }
        List<Runnable> waiting = new ArrayList<>();
        threads.getQueue().drainTo(waiting);
        List<Task> all;
        synchronized (state) {
            others = taken;
            all = List.copyOf(orphans);
            orphans.clear();
        }
        all.forEach(task -> task.orphaned(taken));
        waiting.forEach(task -> ((Task) task).orphaned(taken));
        // Those being handled go on; the last of them ends the channels.
        threads.shutdown();
    }

    private void detach() {
        Attachment lastLive;
        Attachment lastWork;
        synchronized (state) {
            lastLive = live;
            lastWork = work;
        }
        end(lastLive);
        end(lastWork);
    }

    /** Waits for the handlers, and interrupts those that are not done in time. */
    void end(long nanos) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
