package io.nova.frontend.http;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a request inside an endpoint, good or bad: counts it out, and turns what was thrown
 * into the endpoint's own error as long as nothing has been sent.
 */
final class Completion implements Callback {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final EndpointSlot slot;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Exchange exchange;
    private final AtomicBoolean done = new AtomicBoolean();

    Completion(
            EndpointSlot slot,
            Request request,
            Response response,
            Callback callback,
            Exchange exchange) {
        this.slot = slot;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.exchange = exchange;
    }

    @Override
    public void succeeded() {
        if (done.compareAndSet(false, true)) {
            if (HttpStatus.isClientError(response.getStatus())) {
                finishAfterBody();
            } else {
                finish(callback::succeeded);
            }
        }
    }

    private void finishAfterBody() {
        Leftover.discard(Request.unWrap(request), () -> finish(callback::succeeded));
    }

    @Override
    public void failed(Throwable failure) {
        if (!done.compareAndSet(false, true)) {
            LOG.debug("request {} failed after its end", exchange.requestId(), failure);
            return;
        }
        int status = status(failure);
        boolean clientLeft = failure instanceof EofException;
        if (status == HttpStatus.INTERNAL_SERVER_ERROR_500 && !clientLeft) {
            LOG.error(
                    "request {} to {} failed", exchange.requestId(), exchange.endpoint(), failure);
        }
        if (response.isCommitted() || clientLeft) {
            finish(() -> callback.failed(failure));
        } else {
            render(status, message(failure, status));
        }
    }

    /** Refuses the request in the server's own name. */
    void refuse(int status, String message) {
        if (done.compareAndSet(false, true)) {
            render(status, message);
        }
    }

    private void render(int status, String message) {
        AtomicBoolean rendered = new AtomicBoolean();
        Callback end =
                Callback.from(
                        () -> {
                            if (rendered.compareAndSet(false, true)) {
                                finishAfterBody();
                            }
                        },
                        failure -> {
                            if (rendered.compareAndSet(false, true)) {
                                finish(() -> callback.failed(failure));
                            }
                        });
        try {
            response.reset();
            exchange.restore(response);
            slot.endpoint().refuse(request, response, end, status, message);
        } catch (RuntimeException e) {
            LOG.error("{} cannot render an error", exchange.endpoint(), e);
            if (rendered.compareAndSet(false, true)) {
                finish(() -> PlainErrors.write(response, callback, status));
            }
        }
    }

    /** Counts the request out last, so that an endpoint that goes has seen all of it. */
    private void finish(Runnable completion) {
        try {
            completion.run();
        } finally {
            slot.leave();
        }
    }

    private static int status(Throwable failure) {
        if (failure instanceof HttpException known) {
            return known.getCode();
        }
        return failure instanceof TimeoutException
                ? HttpStatus.REQUEST_TIMEOUT_408
                : HttpStatus.INTERNAL_SERVER_ERROR_500;
    }

    private static String message(Throwable failure, int status) {
        boolean told = failure instanceof HttpException known && known.getReason() != null;
        return told && HttpStatus.isClientError(status)
                ? ((HttpException) failure).getReason()
                : HttpStatus.getMessage(status);
    }
}
