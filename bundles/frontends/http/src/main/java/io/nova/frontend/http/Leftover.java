package io.nova.frontend.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads what is left of a refused request's body, within limits.
 *
 * <p>A socket that is closed with bytes unread resets the connection, and the client loses the very
 * answer that would have told it why.
 */
final class Leftover {

    private static final long MOST = 16L << 20;
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

    private final Request request;
    private final Runnable then;
    private final long begin = System.nanoTime();
    private long bytes;

    private Leftover(Request request, Runnable then) {
        this.request = request;
        this.then = then;
    }

    /** Discards the rest of a body, on this thread or others, and runs something afterwards. */
    static void discard(Request request, Runnable then) {
        new Leftover(request, then).read();
    }

    private void read() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::read);
                return;
            }
            boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk);
            bytes += chunk.remaining();
            chunk.release();
            if (over || bytes > MOST || System.nanoTime() - begin > LONGEST) {
                then.run();
                return;
            }
        }
    }
}
