package io.nova.spi.state;

/** Is told what a record holds of counters and pools. */
public interface Holdings {

    /** The record holds so much of the quota's scope. */
    void count(String scope, long amount);

    /**
     * All that records hold of one scope is held of another too: for records that do not know the
     * other themselves.
     */
    void addUp(String scope, String to);

    /**
     * The record is what everything hangs on that is held of the scope. What is held of a scope
     * that is no counter's, is added to none and hangs on nothing is an orphan.
     */
    void bears(String scope);

    /** The record holds the number of the pool. */
    void item(String pool, long item);
}
