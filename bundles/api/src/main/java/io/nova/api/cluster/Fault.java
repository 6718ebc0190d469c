package io.nova.api.cluster;

/** A kind of finding, with its word. */
public enum Fault {
    /** A record cannot be read. */
    UNREADABLE("unreadable"),
    /** A record is not found by what it should be found by. */
    INDEX("index"),
    /** A counter is not the sum of what records hold. */
    COUNTER("counter"),
    /** A pool contradicts itself. */
    POOL("pool"),
    /** A number of a pool is taken, and its owner does not have it. */
    LEAKED("leaked"),
    /** A record has a number of a pool that is not taken for it. */
    LOST("lost"),
    /** A record needs another that is not there, or is not as it should be. */
    DANGLING("dangling"),
    /** A record refers to another project's. */
    FOREIGN("foreign"),
    /** A record contradicts itself. */
    IMPOSSIBLE("impossible"),
    /** A host has something that no record says it should have. */
    STRAY("stray"),
    /** A host does not have what a record says it has. */
    MISSING("missing");

    private final String word;

    Fault(String word) {
        this.word = word;
    }

    /** Returns the word for it. */
    public String word() {
        return word;
    }
}
