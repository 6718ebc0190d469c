package io.nova.frontend.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Serves one protocol under one path of a connector.
 *
 * <p>The server calls from many threads at once, and keeps the endpoint's service bound until every
 * request it got is complete. Of several endpoints that match a request, the one with the longest
 * path gets it, then the one with the highest {@code service.ranking}.
 *
 * <p>{@link Request#getHttpURI()} holds the target as the client sent it: neither decoded nor
 * normalised, and not even checked for sense. The request's body is limited and watched: reading it
 * fails with an {@link org.eclipse.jetty.http.HttpException} when it grows too large or comes too
 * slowly. {@link Exchange#of} has the request's id, which every response must show.
 */
@ConsumerType
public interface HttpEndpoint {

    /**
     * Service property: the endpoint's name in health, metrics and log, for example {@code ec2}.
     */
    String NAME = "http.endpoint";

    /** Service property: the connectors that serve it, one or several names. */
    String CONNECTOR = "http.connector";

    /** Service property: the raw path prefix it serves; {@code /} unless told. */
    String PATH = "http.path";

    /**
     * Service property: the longest body in bytes, a Long; 1 MiB unless told. Such a body is there
     * before the endpoint is called. With -1 there is no limit, and it streams.
     */
    String MAX_BODY = "http.max.body.bytes";

    /**
     * Handles a request, on this thread or later, and completes the callback exactly once.
     *
     * <p>May block, within reason: threads are limited. What is thrown, or given to {@link
     * Callback#failed}, before the response is committed reaches the client through {@link #refuse}
     * as a status alone.
     */
    void handle(Request request, Response response, Callback callback) throws Exception;

    /**
     * Writes an error in the endpoint's protocol and completes the callback; must not throw.
     *
     * <p>Called when the server itself refuses a request, or {@link #handle} failed.
     *
     * @param status the HTTP status, such as 400, 408, 413 or 500
     * @param message what to tell the client; holds nothing internal
     */
    void refuse(Request request, Response response, Callback callback, int status, String message);
}
