package io.nova.model.objectstore;

/** What a grant of an access list allows. */
public enum Permission {
    READ,
    WRITE,
    /** To read the access list itself. */
    READ_ACP,
    /** To replace the access list. */
    WRITE_ACP,
    FULL_CONTROL;

    /** Tells whether who has this permission has the other too. */
    public boolean includes(Permission other) {
        return this == other || this == FULL_CONTROL;
    }
}
