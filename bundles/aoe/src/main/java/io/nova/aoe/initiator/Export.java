package io.nova.aoe.initiator;

import io.nova.aoe.Frames;

/** What clients are told of a volume. */
record Export(String name, long sectors, boolean readOnly) {

    long bytes() {
        return sectors * Frames.SECTOR;
    }

    /** Neither trim nor write-zeroes: AoE has no word for them. */
    int flags() {
        return Nbd.FLAG_HAS_FLAGS
                | Nbd.FLAG_SEND_FLUSH
                | Nbd.FLAG_SEND_FUA
                | (readOnly ? Nbd.FLAG_READ_ONLY : 0);
    }

    /** Its own name, or none: it is the only one here. */
    boolean isCalled(String asked) {
        return asked.isEmpty() || asked.equals(name);
    }
}
