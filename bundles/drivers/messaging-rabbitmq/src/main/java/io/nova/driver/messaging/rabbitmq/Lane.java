package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** A channel on which the broker confirms what it took; one thread sends. */
final class Lane {

    /** The most messages that the broker has not confirmed. */
    private static final int WINDOW = 1024;

    private final Channel channel;
    private final Executor answers;
    private final ConcurrentNavigableMap<Long, Outgoing> unconfirmed =
            new ConcurrentSkipListMap<>();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private final Semaphore window = new Semaphore(WINDOW);
    private volatile boolean lost;
    private volatile String why = "";

    private Lane(Channel channel, Executor answers) {
        this.channel = channel;
        this.answers = answers;
    }

    /**
     * @param answers runs what senders make of their message's fate
     */
    static Lane open(Connection connection, Executor answers) throws IOException {
        Channel channel = Channels.open(connection);
        Lane lane = new Lane(channel, answers);
        channel.addConfirmListener(
                (tag, multiple) -> lane.confirmed(tag, multiple, true),
                (tag, multiple) -> lane.confirmed(tag, multiple, false));
        channel.addReturnListener(lane::returned);
        channel.addShutdownListener(lane::ended);
        channel.confirmSelect();
        return lane;
    }

    boolean isOpen() {
        return !lost && channel.isOpen();
    }

    /** Returns whether the broker has confirmed everything. */
    boolean isIdle() {
        return unconfirmed.isEmpty();
    }

    /** Sends, as soon as the broker confirmed enough of what went before. */
    void send(Outgoing message) throws InterruptedException {
        try {
            window.acquire();
        } catch (InterruptedException e) {
            tell(() -> message.fate().lost(false, "the bus closes"));
            throw e;
        }
        if (lost) {
            tell(() -> message.fate().lost(false, why));
            return;
        }
        long tag = channel.getNextPublishSeqNo();
        unconfirmed.put(tag, message);
        try {
            channel.basicPublish(
                    message.exchange(),
                    message.key(),
                    message.mandatory(),
                    message.properties(),
                    message.body());
        } catch (IOException | RuntimeException e) {
            // Whether it was counted is not known: this channel's numbers cannot be trusted.
            lose(Trouble.shortly(e));
            Channels.end(channel);
        }
        if (lost) {
            // It came after the others had been told.
            tellLoss();
        }
    }

    private void confirmed(long tag, boolean multiple, boolean safe) {
        List<Outgoing> done = new ArrayList<>();
        if (multiple) {
            var upTo = unconfirmed.headMap(tag, true);
            for (Long one : upTo.keySet()) {
                remove(one, done);
            }
        } else {
            remove(tag, done);
        }
        window.release(done.size());
        for (Outgoing message : done) {
            if (message.fate() != Outgoing.Fate.NOBODY_ASKS) {
                tell(() -> confirmed(message, safe));
            }
        }
    }

    private void remove(long tag, List<Outgoing> into) {
        Outgoing message = unconfirmed.remove(tag);
        if (message != null) {
            into.add(message);
        }
    }

    private void confirmed(Outgoing message, boolean safe) {
        // The broker returns a message before it confirms it.
        boolean back =
                message.mandatory() && returned.remove(message.properties().getCorrelationId());
        if (back) {
            message.fate().unroutable();
        } else if (safe) {
            message.fate().safe();
        } else {
            message.fate().refused();
        }
    }

    private void returned(Return message) {
        String id = message.getProperties().getCorrelationId();
        if (id != null) {
            returned.add(id);
        }
    }

    private void ended(ShutdownSignalException cause) {
        lose(Trouble.shortly(cause));
    }

    /** Tells all senders whose messages are not confirmed that they may be lost. */
    void lose(String reason) {
        if (!lost) {
            why = reason;
            lost = true;
        }
        window.release(WINDOW);
        tellLoss();
    }

    private void tellLoss() {
        while (true) {
            Map.Entry<Long, Outgoing> first = unconfirmed.pollFirstEntry();
            if (first == null) {
                return;
            }
            tell(() -> first.getValue().fate().lost(true, why));
        }
    }

    private void tell(Runnable fate) {
        try {
            answers.execute(fate);
        } catch (RejectedExecutionException e) {
            // The bus is closed; yet nobody waits for ever.
            fate.run();
        }
    }
}
