package io.nova.gated.state;

import io.nova.gated.state.Mark.Meaning;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the stores that are there has the records of this cloud.
 *
 * @param driver the one; empty if none may serve
 * @param reason why none may serve, and what to do; empty if there is only none yet
 */
record Choice(Optional<String> driver, String reason) {

    /**
     * A store that is there.
     *
     * @param seq its newest commit; 0 if it is empty
     */
    record Candidate(String driver, int ranking, long seq, Optional<Mark> mark) {

        Meaning meaning() {
            return Mark.meaning(mark, driver);
        }

        boolean hasRecords() {
            return seq > 0 && meaning() != Meaning.LEFT && meaning() != Meaning.COPY;
        }

        boolean isMark(String move) {
            return mark.filter(one -> one.move().equals(move)).isPresent();
        }
    }

    /**
     * Chooses.
     *
     * @param there the first to come first
     */
    static Choice of(Settings settings, List<Candidate> there) {
        return settings.driver().isEmpty() ? any(there) : named(settings, there);
    }

    private static Choice named(Settings settings, List<Candidate> there) {
        String named = settings.driver();
        Optional<Candidate> found =
                there.stream().filter(one -> one.driver().equals(named)).findFirst();
        if (found.isEmpty()) {
            return new Choice(Optional.empty(), "");
        }
        Candidate wanted = found.get();
        if (wanted.meaning() == Meaning.LEFT && !wanted.isMark(settings.takeBack())) {
            return refused(left(wanted));
        }
        if (wanted.meaning() == Meaning.COPY && !wanted.isMark(settings.move())) {
            return refused(copy(wanted));
        }
        Optional<Candidate> full =
                there.stream()
                        .filter(one -> !one.driver().equals(named) && one.hasRecords())
                        .findFirst();
        if (wanted.seq() == 0 && full.isPresent()) {
            return refused(
                    ("%s is empty, and %s has the records: set driver = %2$s, and move them by"
                                    + " nova:state-migrate %1$s")
                            .formatted(named, full.get().driver()));
        }
        return chosen(wanted);
    }

    private static Choice any(List<Candidate> there) {
        List<Candidate> full =
                there.stream().filter(one -> one.hasRecords() && !hasGone(one, there)).toList();
        if (full.size() > 1) {
            return refused(
                    "%s have records each: set driver to the one that has this cloud's"
                            .formatted(
                                    String.join(
                                            " and ",
                                            full.stream().map(Candidate::driver).toList())));
        }
        if (full.size() == 1) {
            return chosen(full.get(0));
        }
        for (Candidate one : there) {
            if (one.seq() > 0) {
                return refused(one.meaning() == Meaning.LEFT ? left(one) : copy(one));
            }
        }
        return there.stream()
                .max(Comparator.comparingInt(Candidate::ranking))
                .map(best -> first(there, best.ranking()))
                .orElse(new Choice(Optional.empty(), ""));
    }

    /** A store that was left, and died before it could be told so. */
    private static boolean hasGone(Candidate one, List<Candidate> there) {
        return one.meaning() == Meaning.LEAVING
                && there.stream()
                        .anyMatch(
                                other ->
                                        other.meaning() == Meaning.ARRIVED
                                                && other.isMark(one.mark().get().move()));
    }

    private static Choice first(List<Candidate> there, int ranking) {
        return chosen(there.stream().filter(one -> one.ranking() == ranking).findFirst().get());
    }

    private static String left(Candidate store) {
        Mark mark = store.mark().orElseThrow();
        return ("the records of %s went to %s at %s, and what it has is old: set driver = %2$s;"
                        + " or driver = %1$s and takeBack = %s, to use the old ones and"
                        + " lose all that came since")
                .formatted(store.driver(), mark.to(), mark.at(), mark.move());
    }

    private static String copy(Candidate store) {
        Mark mark = store.mark().orElseThrow();
        return ("%s has a copy of what %s had at %s, and it was never used: set driver = %2$s;"
                        + " or driver = %1$s and move = %s, to use the copy and lose all that"
                        + " came since")
                .formatted(store.driver(), mark.from(), mark.at(), mark.move());
    }

    private static Choice chosen(Candidate one) {
        return new Choice(Optional.of(one.driver()), "");
    }

    private static Choice refused(String reason) {
        return new Choice(Optional.empty(), reason);
    }
}
