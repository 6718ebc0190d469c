package io.nova.frontend.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * What the server knows about one request, beside the request itself.
 *
 * <p>While an endpoint's {@code handle} runs, the request id is in the MDC as {@code requestId}; an
 * endpoint that goes on in another thread puts it there itself.
 */
public final class Exchange {

    /** The MDC's key for the request id. */
    public static final String MDC_REQUEST_ID = "requestId";

    private static final String ATTRIBUTE = Exchange.class.getName();

    private final String requestId;
    private final String connector;
    private final long begin = System.nanoTime();
    private volatile String endpoint = "-";
    private volatile String operation = "-";
    private volatile String project = "-";
    private volatile HttpFields kept = HttpFields.EMPTY;

    Exchange(String requestId, String connector) {
        this.requestId = requestId;
        this.connector = connector;
    }

    static Exchange begin(Request request, String requestId, String connector) {
        Exchange exchange = new Exchange(requestId, connector);
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    /**
     * Returns what is known about a request that came from this server.
     *
     * @throws IllegalArgumentException if the request is not from this server
     */
    public static Exchange of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalArgumentException("not a request of this server");
    }

    /** Returns the id that the response, every log line and the api's context show. */
    public String requestId() {
        return requestId;
    }

    /** Returns the name of the connector that the request came by. */
    public String connector() {
        return connector;
    }

    /** Notes what the request turned out to be, for the access log; never a client's own text. */
    public void operation(String name) {
        operation = name;
    }

    /** Notes on whose behalf it came, for the access log. */
    public void project(String id) {
        project = id;
    }

    /**
     * Adds headers to the answer that stay with it, even if the server in the end writes another
     * one, such as that the body came too slowly.
     */
    public void keep(Response response, HttpFields headers) {
        kept = headers.asImmutable();
        restore(response);
    }

    /** Adds to an answer that is begun anew what was to stay. */
    void restore(Response response) {
        for (HttpField field : kept) {
            response.getHeaders().put(field);
        }
    }

    void endpoint(String name) {
        endpoint = name;
    }

    String endpoint() {
        return endpoint;
    }

    String operation() {
        return operation;
    }

    String project() {
        return project;
    }

    long begin() {
        return begin;
    }
}
