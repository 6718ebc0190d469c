package io.nova.frontend.ec2;

import io.nova.frontend.ec2.xml.XmlPieces;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * Sends an answer in pieces, each written when the one before has gone: a client that reads slowly
 * holds one piece of memory and no thread.
 */
final class LongAnswer extends IteratingNestedCallback {

    private final XmlPieces pieces;
    private final Content.Sink sink;
    private final PieceBuffers buffers;
    private final ByteBuffer buffer;
    private ByteBuffer piece;
    private boolean first = true;
    private boolean last;

    private LongAnswer(
            XmlPieces pieces,
            ByteBuffer piece,
            ByteBuffer buffer,
            PieceBuffers buffers,
            Content.Sink sink,
            Callback callback) {
        super(callback);
        this.pieces = pieces;
        this.piece = piece;
        this.buffer = buffer;
        this.buffers = buffers;
        this.sink = sink;
    }

    /**
     * @param piece the first
     * @param buffer for the next; it is given back when all are sent
     */
    static void send(
            XmlPieces pieces,
            ByteBuffer piece,
            ByteBuffer buffer,
            PieceBuffers buffers,
            Content.Sink sink,
            Callback callback) {
        new LongAnswer(pieces, piece, buffer, buffers, sink, callback).iterate();
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        if (!first) {
            piece = pieces.next(buffer);
        }
        first = false;
        last = pieces.ended();
        sink.write(last, piece, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleted(Throwable cause) {
        // Nobody reads the buffer any longer, whether all was sent or the client has gone.
        buffers.give(buffer);
        pieces.end();
        super.onCompleted(cause);
    }
}
