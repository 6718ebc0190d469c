package io.nova.spi.state;

import io.nova.model.ProjectId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What must hold of the records of a kind, beside that they can be read and carry the index entries
 * that the kind says.
 *
 * @param project whose a record is, if anybody's
 * @param live whether others may rely on a record; one that is not holds and needs nothing
 * @param holds tells what a record holds
 * @param needs what must be there for a record
 * @param faults what is wrong with a record by itself, in words
 */
public record KindRules<T>(
        Kind<T> kind,
        Function<T, Optional<ProjectId>> project,
        Predicate<T> live,
        BiConsumer<T, Holdings> holds,
        Function<T, List<Need>> needs,
        Function<T, List<String>> faults) {

    /** Rules of a kind of which there are no others than those of all kinds. */
    public static <T> KindRules<T> of(Kind<T> kind) {
        return new KindRules<>(
                kind,
                one -> Optional.empty(),
                one -> true,
                (one, holdings) -> {},
                one -> List.of(),
                one -> List.of());
    }

    /** Records belong to projects. */
    public KindRules<T> ofProject(Function<T, ProjectId> owner) {
        return new KindRules<>(kind, owner.andThen(Optional::of), live, holds, needs, faults);
    }

    /** Only such records hold and need something, and may be relied on. */
    public KindRules<T> live(Predicate<T> when) {
        return new KindRules<>(kind, project, when, holds, needs, faults);
    }

    /** Records hold this. */
    public KindRules<T> holding(BiConsumer<T, Holdings> what) {
        return new KindRules<>(kind, project, live, what, needs, faults);
    }

    /** Records need this. */
    public KindRules<T> needing(Function<T, List<Need>> what) {
        return new KindRules<>(kind, project, live, holds, what, faults);
    }

    /** Records may be wrong in these ways. */
    public KindRules<T> faulty(Function<T, List<String>> how) {
        return new KindRules<>(kind, project, live, holds, needs, how);
    }
}
