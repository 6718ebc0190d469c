package io.nova.frontend.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Collects a short body before its endpoint is called, so that a slow client holds no thread.
 *
 * <p>What is held for all requests together is limited too.
 */
final class WholeBody {

    private static final long MOST_HELD = 32L << 20;

    private final AtomicLong held;
    private final Request request;
    private final Consumer<Request> whole;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);

    private WholeBody(
            AtomicLong held, Request request, Consumer<Request> whole, Consumer<Throwable> failed) {
        this.held = held;
        this.request = request;
        this.whole = whole;
        this.failed = failed;
    }

    /**
     * Calls back, on this thread or another, with a request whose body is there.
     *
     * @param held the bytes that all requests hold together
     */
    static void collect(
            AtomicLong held, Request request, Consumer<Request> whole, Consumer<Throwable> failed) {
        new WholeBody(held, request, whole, failed).read();
    }

    private void read() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::read);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            boolean fits = held.addAndGet(chunk.remaining()) <= MOST_HELD;
            body.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
            chunk.release();
            if (!fits) {
                fail(new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503));
                return;
            }
            if (last) {
                held.addAndGet(-body.size());
                whole.accept(new Collected(request, body.toByteArray()));
                return;
            }
        }
    }

    private void fail(Throwable failure) {
        held.addAndGet(-body.size());
        failed.accept(failure);
    }

    /** The request with the body that was collected. */
    private static final class Collected extends Request.Wrapper {
        private Content.@Nullable Chunk next;

        Collected(Request wrapped, byte[] body) {
            super(wrapped);
            next = Content.Chunk.from(ByteBuffer.wrap(body), true);
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk chunk = next;
            next = Content.Chunk.EOF;
            return chunk;
        }

        @Override
        public void demand(Runnable whenAvailable) {
            getContext().execute(whenAvailable);
        }
    }
}
