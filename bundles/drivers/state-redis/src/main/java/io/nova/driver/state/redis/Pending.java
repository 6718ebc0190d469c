package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A transaction on its way, and what became of it. For one thread at a time. */
final class Pending {

    /** The values say nothing of numbers. */
    private static final String ANY_NUMBERS = "-";

    /** Only which numbers there would be is asked. */
    private static final String WHICH_NUMBERS = "?";

    private final Tx tx;
    private final Settings settings;
    private final Links links;
    private final Drafts drafts;
    private String numbers = ANY_NUMBERS;
    private Args writes;
    private boolean stale;
    private boolean settled;
    private final long late;
    private @Nullable CommitResult result;
    private @Nullable RuntimeException failure;

    Pending(Tx tx, Settings settings, Links links) {
        this.tx = tx;
        this.settings = settings;
        this.links = links;
        this.drafts = new Drafts(tx);
        this.writes = new Args().add(0);
        this.late = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.callMillis());
    }

    /**
     * Makes the values, as far as they need no numbers.
     *
     * @return whether all are made; if not, one needs a number or is wrong in itself
     */
    boolean draft() {
        drafts.read(links);
        try {
            writes = drafts.render(null);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    int size() {
        return tx.ops().size();
    }

    /** Tells whether it was tried for long enough. */
    boolean isLate() {
        return System.nanoTime() > late;
    }

    Args steps() {
        return Steps.of(tx.ops());
    }

    /** Makes the values with these numbers, or with none yet if it would be refused. */
    void render(String planned) {
        if (planned.isEmpty()) {
            numbers = WHICH_NUMBERS;
            writes = new Args().add(0);
            return;
        }
        numbers = planned;
        try {
            writes = drafts.render(Forms.items(planned));
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Returns what the script is given. */
    Args args() {
        if (stale) {
            stale = false;
            drafts.read(links);
            render(numbers);
        }
        Args args =
                Args.of(tx.opId(), numbers, settings.replicas() > 0 ? "1" : "0")
                        .add(settings.changesKept());
        steps().all().forEach(args::add);
        writes.all().forEach(args::add);
        return args;
    }

    /** Takes what the script answered; what then is not done has to be sent again. */
    void answered(List<@Nullable Object> answer) {
        switch (Links.name(answer)) {
            case "OK" -> result = ok(answer);
            case "REPLAYED" -> result = new CommitResult.Replayed(ok(answer));
            case "TAKEN" -> render(text(answer, 1));
            case "STALE" -> stale = true;
            case "RESTORING" -> failure = Links.restoring();
            case "ADOPT" -> {
                // It was not even looked at.
            }
            default -> refused(answer);
        }
    }

    private void refused(List<@Nullable Object> answer) {
        int step = (int) Forms.number(requireNonNull(answer.get(1)));
        Object detail = answer.size() > 2 ? answer.get(2) : null;
        try {
            result = Steps.refusal(tx.ops().get(step), Links.name(answer), detail);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** It was sent and not answered, or what was written is not as safe as was asked for. */
    void unknown(RuntimeException cause) {
        result = new CommitResult.Unknown(cause);
    }

    /** It was not done. */
    void failed(RuntimeException why) {
        failure = why;
    }

    boolean isDone() {
        return result != null || failure != null;
    }

    /** Notes that what became of it stays so. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    /** Tells whether the server wrote it, now or before. */
    boolean isWritten() {
        return result instanceof CommitResult.Ok || result instanceof CommitResult.Replayed;
    }

    CommitResult result() {
        if (failure != null) {
            throw failure;
        }
        return requireNonNull(result);
    }

    static UnavailableException tooMany() {
        return new UnavailableException(
                "state", "Others change the same again and again; try the request again");
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
