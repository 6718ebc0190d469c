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
    private ByteBuffer piece;
    private boolean last;

    private LongAnswer(XmlPieces pieces, ByteBuffer first, Content.Sink sink, Callback callback) {
        super(callback);
        this.pieces = pieces;
        this.piece = first;
        this.sink = sink;
    }

    static void send(XmlPieces pieces, ByteBuffer first, Content.Sink sink, Callback callback) {
        new LongAnswer(pieces, first, sink, callback).iterate();
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        if (!piece.hasRemaining()) {
            piece = pieces.next();
        }
        last = pieces.ended();
        sink.write(last, piece, this);
        return Action.SCHEDULED;
    }
}
