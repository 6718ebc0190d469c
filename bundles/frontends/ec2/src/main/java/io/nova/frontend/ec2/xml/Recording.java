package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The text of a list while it is written, to be kept when it is whole. */
final class Recording {

    /** A longer text is not worth its memory. */
    private static final int MOST = 32 << 20;

    private final KeptList list;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private long size;
    private boolean whole;

    Recording(KeptList list) {
        this.list = list;
    }

    /** Takes the next piece in, and leaves it as it is. */
    void add(ByteBuffer piece, boolean last) {
        whole = last;
        size += piece.remaining();
        if (size > MOST) {
            pieces.clear();
            list.isTooLong();
        } else {
            ByteBuffer copy = ByteBuffer.allocateDirect(piece.remaining());
            pieces.add(copy.put(piece.duplicate()).flip().asReadOnlyBuffer());
        }
        if (whole && size <= MOST) {
            list.keep(pieces);
        }
    }

    /** Tells whether the list was written to its end. */
    boolean isWhole() {
        return whole;
    }

    /** Nothing more comes. */
    void end() {
        list.endsKeeping();
    }
}
