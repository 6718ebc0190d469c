package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Transactions that are sent one behind the other on one connection, so that the server has them in
 * this order and flushes them together. What was sent and not answered is unknown, and is never
 * sent again here.
 */
final class Batch {

    private final Settings settings;
    private final Links links;
    private final List<Pending> all;
    private boolean sent;

    Batch(Settings settings, Links links, List<Pending> all) {
        this.settings = settings;
        this.links = links;
        this.all = List.copyOf(all);
    }

    /**
     * Commits them.
     *
     * @param plans whether it asks first which numbers they get
     * @return those that have to be sent again, as others were faster
     */
    List<Pending> run(boolean plans) {
        try {
            links.with(
                    link -> {
                        if (plans) {
                            plan(link);
                        }
                        commit(link);
                        return true;
                    });
        } catch (NotAnswered e) {
            all.forEach(one -> unanswered(one, e));
        } catch (RuntimeException e) {
            open().forEach(
                            one -> {
                                if (sent) {
                                    one.unknown(e);
                                } else {
                                    one.failed(e);
                                }
                            });
        }
        return open();
    }

    private List<Pending> open() {
        return all.stream().filter(one -> !one.isDone()).toList();
    }

    private void unanswered(Pending one, NotAnswered e) {
        if (sent && (!one.isDone() || (one.isWritten() && settings.replicas() > 0))) {
            one.unknown(e);
        } else if (!one.isDone()) {
            one.failed(Links.unavailable(e));
        }
    }

    /** They are guessed in turn, each as if those before it were done. */
    private void plan(Link link) {
        List<Pending> open = open();
        Args args = new Args().add(open.size());
        open.forEach(one -> one.steps().all().forEach(args::add));
        List<@Nullable Object> numbers = link.run(Script.PLAN, args);
        for (int i = 0; i < open.size(); i++) {
            open.get(i).render(Forms.text(requireNonNull(numbers.get(i))));
        }
    }

    private void commit(Link link) {
        List<Pending> open = open();
        if (open.isEmpty()) {
            return;
        }
        Misses misses = new Misses();
        List<Args> args = open.stream().map(Pending::args).toList();
        sent = true;
        link.runAll(
                Script.COMMIT,
                args,
                new Link.Outcomes() {
                    @Override
                    public void answered(int index, List<@Nullable Object> answer) {
                        misses.adopt |= Links.name(answer).equals("ADOPT");
                        open.get(index).answered(answer);
                    }

                    @Override
                    public void refused(int index, ErrorReply refusal) {
                        if (refusal.isMisdirected()) {
                            misses.misdirected = refusal;
                        } else {
                            open.get(index).failed(links.refused(refusal));
                        }
                    }
                });
        copy(link, open);
        sent = false;
        // Nothing of what is left was done.
        if (misses.misdirected != null) {
            throw misses.misdirected;
        } else if (misses.adopt) {
            links.adopt(link);
        }
    }

    /** Why some were not even looked at. */
    private static final class Misses {
        private boolean adopt;
        private @Nullable ErrorReply misdirected;
    }

    /**
     * Waits until replicas have what was written: on this very connection, since on another the
     * wait would prove nothing. What too few have may be lost with its server: nobody knows yet.
     */
    private void copy(Link link, List<Pending> open) {
        if (settings.replicas() == 0 || open.stream().noneMatch(Pending::isWritten)) {
            return;
        }
        long copies =
                Forms.number(
                        requireNonNull(
                                link.call(
                                        Command.WAIT,
                                        Forms.bytes(settings.replicas()),
                                        Forms.bytes(settings.replicaMillis()))));
        if (copies < settings.replicas()) {
            NotAnswered few =
                    new NotAnswered(
                            "only %d of %d replicas have it"
                                    .formatted(copies, settings.replicas()));
            open.stream().filter(Pending::isWritten).forEach(one -> one.unknown(few));
        }
    }
}
