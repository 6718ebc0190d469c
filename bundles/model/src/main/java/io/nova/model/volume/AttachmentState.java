package io.nova.model.volume;

import java.util.Locale;

/** How far a volume is on its way to its instance or away from it; then there is none. */
public enum AttachmentState {
    ATTACHING,
    ATTACHED,
    DETACHING;

    /** Returns EC2's word, for example {@code attached}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
