package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits transactions: one script each, which checks everything and then writes everything.
 *
 * <p>Where the values were made from what has changed meanwhile, the script says so and has done
 * nothing; they are made anew. What was sent and not answered is {@link CommitResult.Unknown}, and
 * is never sent again here.
 */
final class Commits {

    /** The values say nothing of numbers. */
    private static final String ANY_NUMBERS = "-";

    /** Only which numbers there would be is asked. */
    private static final String WHICH_NUMBERS = "?";

    /** How long it may wait for those of this process who take numbers too. */
    private static final long TURN_MILLIS = 50;

    private final Links links;
    private final Settings settings;

    /** Whoever needs to know numbers first does so in turn: else each would spoil the others'. */
    private final ReentrantLock turn = new ReentrantLock(true);

    Commits(Links links, Settings settings) {
        this.links = links;
        this.settings = settings;
    }

    CommitResult commit(Tx tx) {
        Drafts drafts = new Drafts(tx);
        drafts.read(links);
        Args writes = tryRender(drafts);
        if (writes != null) {
            return go(tx, drafts, writes, ANY_NUMBERS);
        }
        boolean mine = takeTurn();
        try {
            return go(tx, drafts, new Args().add(0), WHICH_NUMBERS);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    private boolean takeTurn() {
        try {
            // Nothing depends on it but speed.
            return turn.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns nothing if a value needs a number, or is wrong in itself, which its turn tells. */
    private static @Nullable Args tryRender(Drafts drafts) {
        try {
            return drafts.render(null);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private CommitResult go(Tx tx, Drafts drafts, Args firstWrites, String firstNumbers) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.callMillis());
        Args writes = firstWrites;
        String numbers = firstNumbers;
        while (true) {
            List<@Nullable Object> answer;
            try {
                answer = send(tx, numbers, writes);
            } catch (NotAnswered e) {
                return new CommitResult.Unknown(e);
            }
            switch (Links.name(answer)) {
                case "OK" -> {
                    return ok(answer);
                }
                case "REPLAYED" -> {
                    return new CommitResult.Replayed(ok(answer));
                }
                case "TAKEN" -> numbers = text(answer, 1);
                case "STALE" -> drafts.read(links);
                default -> {
                    int step = (int) Forms.number(requireNonNull(answer.get(1)));
                    Object detail = answer.size() > 2 ? answer.get(2) : null;
                    return Steps.refusal(tx.ops().get(step), Links.name(answer), detail);
                }
            }
            if (System.nanoTime() > end) {
                throw new UnavailableException(
                        "state", "Others change the same again and again; try the request again");
            }
            writes = drafts.render(known(numbers));
        }
    }

    private static @Nullable List<Long> known(String numbers) {
        return numbers.equals(WHICH_NUMBERS) ? null : Forms.items(numbers);
    }

    private List<@Nullable Object> send(Tx tx, String numbers, Args writes) {
        Args args =
                Args.of(tx.opId(), numbers, settings.replicas() > 0 ? "1" : "0")
                        .add(settings.changesKept());
        Steps.of(tx.ops()).all().forEach(args::add);
        writes.all().forEach(args::add);
        return links.change(
                link ->
                        settings.replicas() == 0
                                ? link.run(Script.COMMIT, args)
                                : copied(link, args));
    }

    /** A commit that too few replicas have may be lost with its server: nobody knows yet. */
    private List<@Nullable Object> copied(Link link, Args args) {
        Link.Copied copied =
                link.run(Script.COMMIT, args, settings.replicas(), settings.replicaMillis());
        String name = Links.name(copied.answer());
        boolean written = name.equals("OK") || name.equals("REPLAYED");
        if (written && copied.replicas() < settings.replicas()) {
            throw new NotAnswered(
                    "only %d of %d replicas have it"
                            .formatted(copied.replicas(), settings.replicas()));
        }
        return copied.answer();
    }

    private CommitResult.Ok ok(List<@Nullable Object> answer) {
        long seq = Forms.number(requireNonNull(answer.get(1)));
        links.saw(seq);
        return new CommitResult.Ok(text(answer, 2), seq, Forms.items(text(answer, 3)));
    }

    private static String text(List<@Nullable Object> answer, int at) {
        return Forms.text(requireNonNull(answer.get(at)));
    }
}
