package io.nova.gated.state;

import io.nova.gated.state.Drivers.Present;
import io.nova.gated.state.Mark.Meaning;
import io.nova.model.CloudException;
import io.nova.model.IncorrectStateException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.spi.state.Beat;
import io.nova.spi.state.StateDriver;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the records to another store. Reads go on all the time, changes wait while they are copied
 * and compared. One step decides, the writing of the file of settings: whenever the process dies
 * before it, the store that was left has everything and serves; after it, the other does. The marks
 * of both say so to whoever starts one of them by hand.
 */
final class Move {

    /** Where a test may have the process die. */
    enum Step {
        CLEAR,
        MARK,
        PAUSE,
        COPY,
        COMPARE,
        CHOOSE,
        ARRIVE,
        GO_ON,
        LEAVE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Move.class);
    private static final long BETWEEN_WORDS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Drivers drivers;
    private final Clock clock;
    private final Collection<String> groups;
    private final Consumer<String> progress;
    private final Consumer<Step> before;
    private final String id = UUID.randomUUID().toString();

    /** Whether the other store has a copy that is whole. */
    private boolean filled;

    /**
     * @param groups whose members are told to the other store
     * @param before is told of every step before it is done
     */
    Move(
            Drivers drivers,
            Clock clock,
            Collection<String> groups,
            Consumer<String> progress,
            Consumer<Step> before) {
        this.drivers = drivers;
        this.clock = clock;
        this.groups = groups;
        this.progress = progress;
        this.before = before;
    }

    void run(String to) throws InterruptedException {
        Present source =
                drivers.serving()
                        .orElseThrow(
                                () ->
                                        new UnavailableException(
                                                "state", "No state driver serves now; try again"));
        if (source.name().equals(to)) {
            progress.accept("The records are in " + to + " already");
            return;
        }
        Present target = drivers.find(to).orElseThrow(() -> notThere(to));
        Optional<Mark> was = Mark.in(source.driver());
        try {
            drivers.writeDown();
            prepare(source, target, was);
            move(source, target, was);
        } catch (IOException | UnavailableException e) {
            throw failed(target, e);
        }
    }

    private static IncorrectStateException notThere(String to) {
        return new IncorrectStateException(
                ResourceType.DRIVER,
                to,
                "The state driver '%s' is not there, or did not start; nova.log says why"
                        .formatted(to));
    }

    private static UnavailableException failed(Present target, Exception e) {
        return new UnavailableException(
                "state",
                "The records could not be moved to %s: %s. Nothing has changed"
                        .formatted(target.name(), e.getMessage()),
                e);
    }

    /** Makes room in the other store, if what it holds is an older copy of these records. */
    private void prepare(Present source, Present target, Optional<Mark> was) throws IOException {
        StateDriver store = target.driver();
        long seq = store.info().seq();
        if (seq == 0) {
            return;
        }
        Optional<Mark> mark = Mark.in(store);
        Meaning meaning = Mark.meaning(mark, target.name());
        boolean copy = meaning == Meaning.COPY && mark.get().from().equals(source.name());
        boolean left = meaning == Meaning.LEFT && was.map(Mark::move).equals(mark.map(Mark::move));
        if (!copy && !left) {
            throw new IncorrectStateException(
                    ResourceType.DRIVER,
                    target.name(),
                    ("The store of %s is not empty, and what it has does not come from a move of"
                                    + " these records: empty it, or give %1$s another place in its"
                                    + " settings")
                            .formatted(target.name()));
        }
        before.accept(Step.CLEAR);
        progress.accept(
                "%s still has what it had at %s, which is removed"
                        .formatted(target.name(), mark.get().at()));
        store.clear();
    }

    private void move(Present source, Present target, Optional<Mark> was)
            throws IOException, InterruptedException {
        progress.accept("Counting the records in " + source.name());
        long lines = Copy.count(source.driver(), unused -> {}).lines();
        before.accept(Step.MARK);
        Mark mark = new Mark(id, source.name(), target.name(), false, clock.instant());
        Mark.put(source.driver(), Optional.of(mark));
        try {
            before.accept(Step.PAUSE);
            pause();
            long began = System.nanoTime();
            copy(source, target, lines);
            before.accept(Step.CHOOSE);
            if (!drivers.cutOver(source, target, id)) {
                throw new IOException("one of the two drivers has left");
            }
            before.accept(Step.ARRIVE);
            arrive(target, mark);
            before.accept(Step.GO_ON);
            drivers.changes().resume();
            progress.accept(
                    "%s serves; changes waited for %d ms"
                            .formatted(target.name(), (System.nanoTime() - began) / 1_000_000));
        } finally {
            drivers.changes().resume();
            // Not what was thrown tells, but whether the step was made.
            if (!drivers.name().equals(target.name())) {
                undo(source, was, target);
            }
        }
        before.accept(Step.LEAVE);
        Drivers.markLeft(target, source);
        progress.accept(
                ("%s keeps what it had until now. The way back: nova:state-migrate %1$s, which"
                                + " moves what is new too")
                        .formatted(source.name()));
    }

    private void pause() throws IOException, InterruptedException {
        progress.accept("Changes wait from now on; reads go on");
        if (!drivers.changes().pause(drivers.settings().drain())) {
            throw new IOException("changes that are under way do not end");
        }
    }

    private void copy(Present source, Present target, long lines)
            throws IOException, InterruptedException {
        Duration limit = drivers.settings().pause();
        String late =
                "it took longer than moveSeconds of io.nova.gated.state, which is "
                        + limit.toSeconds();
        Copy copy = new Copy(source.driver(), target.driver(), Deadline.in(limit, late));
        before.accept(Step.COPY);
        Tally.Sum sum = copy.run(new Said("copied", lines)::accept);
        filled = true;
        before.accept(Step.COMPARE);
        copy.verify(sum, new Said("compared", lines)::accept);
        progress.accept("%,d lines are in both, and are the same".formatted(sum.lines()));
        for (String group : groups) {
            // A store that begins has just seen all members.
            for (Beat beat : source.driver().beats(group)) {
                target.driver().beat(group, beat.member(), beat.note());
            }
        }
    }

    /** The other store serves already, whatever becomes of its mark. */
    private static void arrive(Present target, Mark mark) {
        try {
            Mark.put(target.driver(), Optional.of(mark.finished()));
        } catch (CloudException | IllegalStateException e) {
            LOG.warn("{} has the records, and its mark not yet: {}", target.name(), e.getMessage());
        }
    }

    /** Leaves both as they were, as far as they answer; what is left undone does no harm. */
    private void undo(Present source, Optional<Mark> was, Present target) {
        boolean interrupted = Thread.interrupted();
        try {
            // A copy that failed left nothing, and what is in its way is somebody else's.
            if (filled) {
                target.driver().clear();
            }
            Mark.put(source.driver(), was);
        } catch (IOException | CloudException | IllegalStateException e) {
            LOG.warn("The move that failed left something behind: {}", e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Says how far it is, once a second. */
    private final class Said {

        private final String what;
        private final long whole;
        private long said = System.nanoTime();

        Said(String what, long whole) {
            this.what = what;
            this.whole = whole;
        }

        void accept(long lines) {
            if (lines % 256 == 0 && System.nanoTime() - said > BETWEEN_WORDS_NANOS) {
                said = System.nanoTime();
                progress.accept(
                        "%s %,d of %,d lines, %d %%"
                                .formatted(
                                        what,
                                        lines,
                                        Math.max(lines, whole),
                                        lines * 100 / Math.max(lines, whole)));
            }
        }
    }
}
