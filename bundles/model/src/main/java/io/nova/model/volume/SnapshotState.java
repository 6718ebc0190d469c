package io.nova.model.volume;

import java.util.Locale;

/** The life of a snapshot. One that is being deleted is shown to nobody. */
public enum SnapshotState {
    PENDING,
    COMPLETED,
    ERROR,
    DELETING;

    /** Returns EC2's word, for example {@code completed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
