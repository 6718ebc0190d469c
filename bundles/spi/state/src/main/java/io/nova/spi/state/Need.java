package io.nova.spi.state;

import java.util.List;
import java.util.function.Predicate;

/**
 * That another record must be there as long as this one is, and be what its owner calls live.
 *
 * @param kinds the names of the kinds of which one must have it
 * @param ifThere whether it may be gone
 * @param sameProject whether both must be of one project
 * @param useless whether the record without the other is of no use to anybody, and may be removed
 * @param fits what else must hold of the other's value
 */
public record Need(
        List<String> kinds,
        String id,
        boolean ifThere,
        boolean sameProject,
        boolean useless,
        Predicate<Object> fits) {

    public Need {
        kinds = List.copyOf(kinds);
    }

    /** Needs a record of any of the kinds. */
    public static Need of(Object id, String... kinds) {
        return new Need(List.of(kinds), id.toString(), false, false, false, any -> true);
    }

    /** Needs a record whose value is such. */
    public static <T> Need of(Object id, Kind<T> kind, Predicate<T> fits) {
        return new Need(
                List.of(kind.name()),
                id.toString(),
                false,
                false,
                false,
                value -> fits.test(kind.type().cast(value)));
    }

    /** It may be gone, but if it is there it must be right. */
    public Need mayBeGone() {
        return new Need(kinds, id, true, sameProject, useless, fits);
    }

    /** It must be of the same project. */
    public Need inSameProject() {
        return new Need(kinds, id, ifThere, true, useless, fits);
    }

    /** Without it the record is of no use, and nothing is lost with it. */
    public Need orUseless() {
        return new Need(kinds, id, ifThere, sameProject, true, fits);
    }
}
