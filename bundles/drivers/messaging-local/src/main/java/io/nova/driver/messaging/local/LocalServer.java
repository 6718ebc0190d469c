package io.nova.driver.messaging.local;

import io.nova.model.CloudException;
import io.nova.spi.messaging.Bodies;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One registration: a bounded queue, and at most as many threads as it handles at once. */
final class LocalServer {

    private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final MessageHandler handler;
    private final ServeOptions options;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile boolean left;

    /** A place in the queue. */
    private final class Waiting implements Runnable {
        private final Delivery delivery;
        private final Consumer<Delivery> orphaned;

        Waiting(Delivery delivery, Consumer<Delivery> orphaned) {
            this.delivery = delivery;
            this.orphaned = orphaned;
        }

        @Override
        public void run() {
            try {
                if (left) {
                    // Taken from the queue just before it was emptied.
                    orphaned.accept(delivery);
                } else {
                    handle(delivery);
                }
            } finally {
                unfinished.decrementAndGet();
            }
        }
    }

    LocalServer(String type, MessageHandler handler, ServeOptions options, int queueLength) {
        this.handler = handler;
        this.options = options;
        this.threads =
                new ThreadPoolExecutor(
                        options.concurrency(),
                        options.concurrency(),
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queueLength),
                        Threads.named("nova-bus-" + type));
        threads.allowCoreThreadTimeOut(true);
    }

    boolean knows(Message message) {
        return options.minVersion() <= message.version()
                && message.version() <= options.maxVersion();
    }

    int waiting() {
        return threads.getQueue().size();
    }

    /** Returns how many messages wait or are being handled. */
    int unfinished() {
        return unfinished.get();
    }

    /**
     * Takes a message into the queue.
     *
     * @param orphaned gets it back should the server leave first
     * @return false if the queue is full or the server left
     */
    boolean offer(Delivery delivery, Consumer<Delivery> orphaned) {
        unfinished.incrementAndGet();
        try {
            threads.execute(new Waiting(delivery, orphaned));
            return true;
        } catch (RejectedExecutionException e) {
            unfinished.decrementAndGet();
            return false;
        }
    }

    /** Begins nothing more, and returns what waits. */
    List<Delivery> leave() {
        left = true;
        threads.shutdown();
        List<Runnable> queue = new ArrayList<>();
        threads.getQueue().drainTo(queue);
        return queue.stream().map(waiting -> ((Waiting) waiting).delivery).toList();
    }

    /** Waits so long for the handlers at work, then interrupts them. */
    void end(long nanos) {
        try {
            if (threads.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    private void handle(Delivery delivery) {
        Message message = delivery.message();
        if (Deadlines.left(message).isZero()) {
            // Its caller was told by the timer.
            return;
        }
        CompletionStage<String> stage;
        if (!message.requestId().isEmpty()) {
            MDC.put(MessageBus.MDC_REQUEST_ID, message.requestId());
        }
        try {
            stage = handler.handle(message);
        } catch (RuntimeException | Error e) {
            stage = CompletableFuture.failedFuture(e);
        } finally {
            MDC.clear();
        }
        CompletableFuture<?> done =
                stage.whenComplete((body, thrown) -> answer(delivery, body, thrown))
                        .toCompletableFuture();
        await(done, Deadlines.left(message));
    }

    /** Holds the thread: what is not answered is still being handled. */
    private static void await(CompletableFuture<?> done, Duration left) {
        try {
            done.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.trace("The caller knows", e);
        }
    }

    private static void answer(
            Delivery delivery, @Nullable String body, @Nullable Throwable thrown) {
        String type = delivery.message().type();
        if (thrown != null) {
            MessagingException fault = Bodies.fault(type, thrown);
            Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
            if (cause instanceof MessagingException || cause instanceof CloudException) {
                LOG.debug("A handler of {} refused", type, thrown);
            } else {
                LOG.warn("A handler of {} failed", type, thrown);
            }
            delivery.answer().completeExceptionally(fault);
            return;
        }
        try {
            Bodies.encode(body == null ? "" : body);
            delivery.answer().complete(body);
        } catch (MessagingException | IllegalArgumentException e) {
            LOG.error("A handler of {} answered what cannot be carried", type, e);
            delivery.answer()
                    .completeExceptionally(
                            new MessagingException(
                                    MessagingException.Kind.REMOTE,
                                    "no answer that can be carried",
                                    e));
        }
    }
}
