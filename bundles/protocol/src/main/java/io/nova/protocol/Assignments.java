package io.nova.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host should hold, or a page of it.
 *
 * @param version of the whole, as the answering manager counts, see {@link #manager}
 * @param full whether the guests, over all pages, are all of the host's; else only those that
 *     changed since the version that the agent knows
 * @param next where the next page goes on; empty on the last. Where the guests are changes, {@link
 *     #MORE} if there are others, which are told to whom asks with the version of these
 * @param history names the history of the cloud's records; another than before means that some may
 *     be lost: what was told of guests may have to be told again. Empty if the manager does not say
 */
public record Assignments(
        long version, boolean full, List<GuestAssignment> guests, String next, String history) {

    /** The most guests of a page, so that it fits a message. */
    public static final int PAGE = 100;

    /** There is more news than this. */
    public static final String MORE = "more";

    private static final int COUNTER_BITS = 32;

    public Assignments(
            long version,
            boolean full,
            List<GuestAssignment> guests,
            String next,
            @Nullable String history) {
        this.version = version;
        this.full = full;
        this.guests = List.copyOf(guests);
        this.next = next;
        // A manager of the release before has none.
        this.history = history == null ? "" : history;
    }

    public Assignments(long version, boolean full, List<GuestAssignment> guests, String next) {
        this(version, full, guests, next, "");
    }

    /**
     * Returns a manager's first version: they grow from there with what it hears of.
     *
     * @param manager a number of its process's own
     */
    public static long firstVersion(int manager) {
        return ((long) manager << COUNTER_BITS) + 1;
    }

    /** Returns the number of the manager that counts the version: others' say nothing to it. */
    public static int manager(long version) {
        return (int) (version >>> COUNTER_BITS);
    }
}
