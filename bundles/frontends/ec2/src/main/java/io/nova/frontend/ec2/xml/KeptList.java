package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of one long list, for as long as it lists the same objects: who asks a second time has
 * it kept, and who asks after that gets it as it lies there, without a copy. Safe for use by many
 * threads.
 */
public final class KeptList {

    private final Object[] listed;
    private volatile List<ByteBuffer> pieces = List.of();
    private State state = State.NEW;

    private enum State {
        NEW,
        ASKED_FOR,
        BEING_WRITTEN,
        KNOWN,
        TOO_LONG
    }

    KeptList(List<?> listed) {
        this.listed = listed.toArray();
    }

    /** Tells whether these are the very objects, in this order. */
    @SuppressWarnings("ReferenceEquality") // Another object may be equal, and costs a look.
    boolean isOf(List<?> others) {
        if (others.size() != listed.length) {
            return false;
        }
        int i = 0;
        for (Object other : others) {
            if (listed[i++] != other) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the text is known. */
    public boolean isKnown() {
        return !pieces.isEmpty();
    }

    /** Returns the text, in pieces to be read and not to be changed. */
    List<ByteBuffer> pieces() {
        List<ByteBuffer> views = new ArrayList<>();
        pieces.forEach(piece -> views.add(piece.duplicate()));
        return views;
    }

    /** Tells whether whoever writes the list now shall keep what it writes: one at a time. */
    synchronized boolean beginsKeeping() {
        boolean begins = state == State.ASKED_FOR;
        if (begins) {
            state = State.BEING_WRITTEN;
        } else if (state == State.NEW) {
            state = State.ASKED_FOR;
        }
        return begins;
    }

    /** The text is this. */
    synchronized void keep(List<ByteBuffer> text) {
        state = State.KNOWN;
        pieces = List.copyOf(text);
    }

    /** The text is not to be kept. */
    synchronized void isTooLong() {
        state = State.TOO_LONG;
    }

    /** Who wrote the text has ended, perhaps before it was whole. */
    synchronized void endsKeeping() {
        if (state == State.BEING_WRITTEN) {
            state = State.ASKED_FOR;
        }
    }
}
