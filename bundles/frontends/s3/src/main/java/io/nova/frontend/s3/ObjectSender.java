package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectReader;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * Sends an object as fast as the client takes it, a buffer at a time, and holds no thread while it
 * waits. If the bytes turn out damaged the connection is cut, since the status was sent already.
 */
final class ObjectSender extends IteratingNestedCallback {

    private static final int SIZE = 128 << 10;
    private static final Queue<ByteBuffer> FREE = new ArrayBlockingQueue<>(64);

    private final ObjectReader reader;
    private final Content.Sink sink;
    private final ByteBuffer buffer;
    private long left;
    private boolean last;

    private ObjectSender(ObjectReader reader, long length, Content.Sink sink, Callback callback) {
        super(callback);
        this.reader = reader;
        this.sink = sink;
        this.left = length;
        ByteBuffer free = FREE.poll();
        buffer = free != null ? free : ByteBuffer.allocateDirect(SIZE);
    }

    /** Sends so many bytes and closes the reader. */
    static void send(ObjectReader reader, long length, Content.Sink sink, Callback callback) {
        new ObjectSender(reader, length, sink, callback).iterate();
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        buffer.clear();
        int count = left == 0 ? 0 : reader.read(buffer);
        if (count < 0) {
            throw new IllegalStateException("the object is shorter than its record says");
        }
        left -= count;
        last = left == 0;
        sink.write(last, buffer.flip(), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        free();
        super.onCompleteSuccess();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        free();
        super.onCompleteFailure(cause);
    }

    private void free() {
        reader.close();
        FREE.offer(buffer);
    }
}
