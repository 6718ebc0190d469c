package io.nova.aoe;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives each frame a tag that no late reply has, and that says where in the window its frame is. It
 * begins anywhere: the replies to a process that was killed are not this one's. The highest bit
 * stays clear, and 0 is left to what disks say unasked.
 */
final class Tags {

    /** The place of questions, which are in no window. */
    static final int QUESTION = 0xFF;

    private int count = ThreadLocalRandom.current().nextInt(1 << 23);

    /** Gives one for a place from 1 to 255. */
    int next(int place) {
        count = (count + 1) & 0x7F_FFFF;
        return count << 8 | place;
    }

    static int place(int tag) {
        return tag & 0xFF;
    }
}
