package io.nova.driver.objectstore.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body that is read as it comes, and given up when nothing comes for too long: the
 * client's own deadline ends with the headers.
 *
 * <p>It holds what was read from the connection once, and asks for more when that is used up.
 */
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody>, AutoCloseable {

    private static final List<ByteBuffer> END = List.of();

    private final Duration patience;
    private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private Iterator<ByteBuffer> buffers = END.iterator();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean ended;

    TimedBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        // An empty list would pass for the end.
        arrived.add(item.isEmpty() ? List.of(ByteBuffer.allocate(0)) : item);
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        arrived.add(END);
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    /**
     * Reads some bytes.
     *
     * @return how many, at least one, or -1 at the end
     * @throws IOException if the connection broke, or nothing came for too long
     */
    int read(ByteBuffer target) throws IOException {
        while (!current.hasRemaining()) {
            if (!next()) {
                return -1;
            }
        }
        int count = Math.min(target.remaining(), current.remaining());
        target.put(current.slice().limit(count));
        current.position(current.position() + count);
        return count;
    }

    private boolean next() throws IOException {
        if (buffers.hasNext()) {
            current = buffers.next();
            return true;
        }
        if (ended) {
            return false;
        }
        List<ByteBuffer> more = await();
        ended = more == END;
        Throwable thrown = failure;
        if (ended && thrown != null) {
            throw new IOException("the answer broke off: " + thrown, thrown);
        }
        buffers = more.iterator();
        Flow.Subscription from = subscription;
        if (!ended && from != null) {
            from.request(1);
        }
        return !ended;
    }

    private List<ByteBuffer> await() throws IOException {
        try {
            List<ByteBuffer> more = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (more == null) {
                close();
                throw new HttpTimeoutException("nothing came for " + patience.toSeconds() + " s");
            }
            return more;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an answer was read");
        }
    }

    /**
     * Reads all that is left.
     *
     * @throws IOException if it is more than the limit, too
     */
    byte[] readAll(int limit) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (all.size() > limit) {
                close();
                throw new IOException("the answer is longer than " + limit + " bytes");
            }
        }
        return all.toByteArray();
    }

    /** Gives up what has not come yet. May be called twice. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription from = subscription;
        if (from != null && !ended) {
            from.cancel();
        }
    }
}
