package io.nova.frontend.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body may not exceed a size, and must keep coming.
 *
 * <p>Only the time in which the server waits for the client counts, so a slow disk is not taken for
 * a slow client.
 */
final class BodyGuard extends Request.Wrapper {

    private static final long GRACE = TimeUnit.SECONDS.toNanos(10);

    private final long maxBytes;
    private final int minRate;
    private volatile long bytes;
    private volatile long waited;
    private volatile @Nullable Throwable refusal;

    BodyGuard(Request wrapped, long maxBytes, int minRate) {
        super(wrapped);
        this.maxBytes = maxBytes;
        this.minRate = minRate;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Throwable refused = refusal;
        if (refused != null) {
            return Content.Chunk.from(refused, true);
        }
        Content.Chunk chunk = super.read();
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        long sum = bytes + chunk.remaining();
        bytes = sum;
        if (maxBytes >= 0 && sum > maxBytes) {
            return refuse(chunk, HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is too large");
        }
        if (!chunk.isLast() && isTooSlow(sum)) {
            return refuse(chunk, HttpStatus.REQUEST_TIMEOUT_408, "the body comes too slowly");
        }
        return chunk;
    }

    @Override
    public void demand(Runnable whenAvailable) {
        long since = System.nanoTime();
        super.demand(
                () -> {
                    addWaited(System.nanoTime() - since);
                    whenAvailable.run();
                });
    }

    private synchronized void addWaited(long nanos) {
        waited += nanos;
    }

    private boolean isTooSlow(long sum) {
        long nanos = waited;
        return nanos > GRACE && sum < minRate * TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private Content.Chunk refuse(Content.Chunk chunk, int status, String reason) {
        chunk.release();
        Throwable failure = new HttpException.RuntimeException(status, reason);
        refusal = failure;
        return Content.Chunk.from(failure, true);
    }
}
