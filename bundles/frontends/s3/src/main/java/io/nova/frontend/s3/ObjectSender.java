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

    private static final int SIZE = 256 << 10;
    private static final Queue<ByteBuffer> FREE = new ArrayBlockingQueue<>(64);

    private final ObjectReader reader;
    private final Content.Sink sink;
    private final ByteBuffer buffer;
    private long left;
    private boolean primed = true;
    private boolean last;

    private ObjectSender(First first, Content.Sink sink, Callback callback) {
        super(callback);
        this.reader = first.reader();
        this.sink = sink;
        this.left = first.length();
        this.buffer = first.buffer();
    }

    /**
     * The first bytes of an object, read; they have to be sent, or given up with {@link #close}.
     *
     * @param length of all that is to be sent
     */
    record First(ObjectReader reader, ByteBuffer buffer, long length) implements AutoCloseable {

        /** Sends all of it and closes the reader. */
        void send(Content.Sink sink, Callback callback) {
            new ObjectSender(this, sink, callback).iterate();
        }

        @Override
        public void close() {
            reader.close();
            FREE.offer(buffer);
        }
    }

    /**
     * Reads the first bytes of an object.
     *
     * @throws io.nova.model.CloudException if they cannot be read; the reader is closed then
     */
    static First first(ObjectReader reader, long length) {
        ByteBuffer free = FREE.poll();
        ByteBuffer buffer = free != null ? free : ByteBuffer.allocateDirect(SIZE);
        First first = new First(reader, buffer.clear(), length);
        boolean done = false;
        try {
            requireSome(reader.read(buffer));
            done = true;
            return first;
        } finally {
            if (!done) {
                first.close();
            }
        }
    }

    private static int requireSome(int count) {
        if (count < 0) {
            throw new IllegalStateException("the object is shorter than its record says");
        }
        return count;
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        int count;
        if (primed) {
            primed = false;
            count = buffer.position();
        } else {
            buffer.clear();
            count = requireSome(reader.read(buffer));
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
