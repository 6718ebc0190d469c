package io.nova.itests.cluster;

/** A process of the cluster that may die or stand still at any time. */
interface Member {

    /** Returns its name, unique in the cluster. */
    String name();

    /** Returns what it is one of; of these one at most is in trouble at a time. */
    Kind kind();

    /** Starts it, on what an earlier one left behind; returns when it can be used. */
    void start();

    /** Ends it at once, wherever it is. */
    void kill();

    /** Makes it stand still: it takes connections, as the kernel does, and answers nothing. */
    void stall();

    /** Lets it go on. */
    void goOn();

    /** The kinds of members. */
    enum Kind {
        CONTROLLER,
        HOST,
        STORE,
        SENTINEL,
        BROKER
    }
}
