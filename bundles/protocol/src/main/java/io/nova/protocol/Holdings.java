package io.nova.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A page of what a host really has, in the order of the ids.
 *
 * @param whole whether the host knows all that it has: none of its drivers is away, and all were
 *     asked
 * @param next where the next page begins; empty on the last
 */
public record Holdings(List<Holding> things, boolean whole, String next) {

    /** The most things of a page, so that it fits a message. */
    public static final int PAGE = 1000;

    /**
     * A guest or a volume.
     *
     * @param generation of the spec that the host was told last; 0 if of none
     * @param exported whether others can reach it, if it is a volume
     */
    public record Holding(String id, long generation, boolean exported) {}

    public Holdings {
        things = List.copyOf(things);
    }

    /** Returns the page of all these that was asked for. */
    public static Holdings page(HoldingsRequest asked, Collection<Holding> all, boolean whole) {
        List<Holding> left =
                all.stream()
                        .filter(one -> one.id().compareTo(asked.after()) > 0)
                        .sorted(Comparator.comparing(Holding::id))
                        .toList();
        boolean last = left.size() <= PAGE;
        List<Holding> page = last ? left : left.subList(0, PAGE);
        return new Holdings(page, whole, last ? "" : page.get(PAGE - 1).id());
    }
}
