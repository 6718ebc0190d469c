package io.nova.model.volume;

import java.util.Locale;

/** The life of a volume as its owner sees it. A deleted one is no longer there. */
public enum VolumeState {
    CREATING,
    AVAILABLE,
    IN_USE,
    DELETING,
    ERROR;

    /** Returns EC2's word, for example {@code in-use}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
