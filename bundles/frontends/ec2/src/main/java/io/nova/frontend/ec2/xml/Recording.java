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

    Recording(KeptList list) {
        this.list = list;
    }

    /** Takes the next piece in, and leaves it as it is. */
    void add(ByteBuffer piece, boolean last) {
        size += piece.remaining();
        if (size > MOST) {
            pieces.clear();
            list.isTooLong();
        } else {
            ByteBuffer copy = ByteBuffer.allocateDirect(piece.remaining());
            pieces.add(copy.put(piece.duplicate()).flip().asReadOnlyBuffer());
        }
        if (last && size <= MOST) {
            list.keep(pieces);
        }
    }

    /** Nothing more comes. */
    void end() {
        list.endsKeeping();
    }
}
