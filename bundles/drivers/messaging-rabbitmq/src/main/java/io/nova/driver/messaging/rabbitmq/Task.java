package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.nova.model.CloudException;
import io.nova.spi.messaging.Bodies;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.MessagingException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One delivery in the hands of a server. The broker keeps it until it is settled. */
final class Task implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Task.class);

    private final RabbitServer server;
    private final Attachment attachment;
    private final boolean work;
    private final long tag;
    private final BasicProperties said;
    private final byte[] body;

    Task(
            RabbitServer server,
            Attachment attachment,
            boolean work,
            long tag,
            BasicProperties said,
            byte[] body) {
        this.server = server;
        this.attachment = attachment;
        this.work = work;
        this.tag = tag;
        this.said = said;
        this.body = body;
    }

    long tag() {
        return tag;
    }

    @Override
    public void run() {
        if (server.hasLeft()) {
            server.orphaned(this);
            return;
        } else if (!attachment.isOpen()) {
            // The broker delivers it again, here or elsewhere.
            return;
        }
        Message message;
        try {
            message = Envelope.message(said, body).readBy(server.names().reader(said.getReplyTo()));
        } catch (IllegalArgumentException e) {
            LOG.warn("What came to {} is no message: {}", server.key(), e.getMessage());
            attachment.reject(this);
            return;
        }
        Envelope.sent(said)
                .ifPresent(
                        sent ->
                                server.strangers()
                                        .clock(
                                                Envelope.sender(said),
                                                sent,
                                                Envelope.longestWay(said)));
        if (Deadlines.left(message).isZero()) {
            // Its caller was told by a timer of its own.
            attachment.acknowledge(this);
        } else if (!server.knows(message)) {
            String told =
                    "no server knows version %d of %s".formatted(message.version(), message.type());
            server.strangers().unknown(Envelope.sender(said), message, server.options());
            reply(new MessagingException(Kind.UNSUPPORTED, told));
            attachment.reject(this);
        } else {
            handle(message);
        }
    }

    private void handle(Message message) {
        CompletionStage<String> stage;
        if (!message.requestId().isEmpty()) {
            MDC.put(MessageBus.MDC_REQUEST_ID, message.requestId());
        }
        try {
            stage = server.handler().handle(message);
        } catch (RuntimeException | Error e) {
            stage = CompletableFuture.failedFuture(e);
        } finally {
            MDC.clear();
        }
        CompletableFuture<String> done = stage.toCompletableFuture();
        var unused = done.whenComplete((answer, thrown) -> answer(message, answer, thrown));
        settle(message, await(done, message));
    }

    /** Holds the thread: what is not answered is still being handled. */
    private static @Nullable Throwable await(CompletableFuture<String> done, Message message) {
        try {
            done.get(Deadlines.left(message).toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            return cause(e);
        } catch (TimeoutException e) {
            LOG.debug("{} took longer than its deadline", message.type());
            return null;
        }
    }

    private void settle(Message message, @Nullable Throwable failure) {
        if (!work || failure == null || foreseen(failure, Kind.REMOTE)) {
            attachment.acknowledge(this);
            return;
        }
        int deliveries = Envelope.deliveriesBefore(said) + 1;
        if (foreseen(failure, Kind.UNSUPPORTED) || deliveries >= Topology.DELIVERIES) {
            LOG.error(
                    "{} {} could not be handled in {} deliveries and is a dead letter now",
                    message.type(),
                    message.opId(),
                    deliveries);
            attachment.reject(this);
        } else {
            server.later(deliveries, () -> attachment.giveBack(this));
        }
    }

    /** A handler that refuses has handled the message, unless it could not read it. */
    private static boolean foreseen(Throwable failure, Kind kind) {
        if (failure instanceof MessagingException fault) {
            return (fault.kind() == Kind.UNSUPPORTED) == (kind == Kind.UNSUPPORTED);
        }
        return kind == Kind.REMOTE && failure instanceof CloudException;
    }

    private void answer(Message message, @Nullable String answer, @Nullable Throwable thrown) {
        String type = message.type();
        if (thrown != null) {
            if (foreseen(cause(thrown), Kind.UNSUPPORTED)) {
                server.strangers().unreadable(Envelope.sender(said), message, cause(thrown));
            } else if (cause(thrown) instanceof MessagingException
                    || cause(thrown) instanceof CloudException) {
                LOG.debug("A handler of {} refused", type, thrown);
            } else {
                LOG.warn("A handler of {} failed", type, thrown);
            }
            reply(Bodies.fault(type, thrown));
            return;
        }
        try {
            byte[] bytes = Bodies.encode(answer == null ? "" : answer);
            reply(Envelope.answer(correlation()), bytes);
        } catch (MessagingException | IllegalArgumentException e) {
            LOG.error("A handler of {} answered what cannot be carried", type, e);
            reply(new MessagingException(Kind.REMOTE, "no answer that can be carried", e));
        }
    }

    private void reply(MessagingException fault) {
        reply(Envelope.fault(correlation(), fault), new byte[0]);
    }

    private void reply(BasicProperties properties, byte[] bytes) {
        String to = said.getReplyTo();
        if (to == null) {
            return;
        }
        Publisher publisher = attachment.session().publisher();
        // Nobody hears of an answer that has no queue any more: its caller is gone.
        Publisher.Taken taken =
                publisher.reply(
                        new Outgoing(
                                server.names().replies(),
                                to,
                                false,
                                properties,
                                bytes,
                                Outgoing.Fate.NOBODY_ASKS));
        if (taken != Publisher.Taken.YES) {
            LOG.debug("An answer of {} was dropped: {}", server.key(), taken);
        }
    }

    private String correlation() {
        return said.getCorrelationId() == null ? "" : said.getCorrelationId();
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapped =
                thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapped && cause != null ? cause(cause) : thrown;
    }

    /** Goes to another server, or if there is none its caller is told so. */
    void orphaned(boolean others) {
        if (work || others) {
            attachment.giveBack(this);
        } else {
            reply(new MessagingException(Kind.NO_ROUTE, "nobody serves " + server.key()));
            attachment.acknowledge(this);
        }
    }
}
