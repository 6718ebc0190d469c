package io.nova.protocol;

import java.util.List;

/**
 * What a host should hold, or a page of it.
 *
 * @param version of the whole; grows with changes, and starts anew with the manager's epoch
 * @param full whether the guests, over all pages, are all of the host's; else only those that
 *     changed since the version that the agent knows
 * @param next where the next page goes on; empty on the last. Where the guests are changes, {@link
 *     #MORE} if there are others, which are told to whom asks with the version of these
 */
public record Assignments(long version, boolean full, List<GuestAssignment> guests, String next) {

    /** The most guests of a page, so that it fits a message. */
    public static final int PAGE = 100;

    /** There is more news than this. */
    public static final String MORE = "more";

    public Assignments {
        guests = List.copyOf(guests);
    }
}
