package io.nova.model;

import static java.util.Objects.requireNonNull;

/**
 * Who asks, and by which request; it travels with every call into the api.
 *
 * @param requestId the id that the response, the logs of every host and the audit show
 * @param caller the authenticated caller
 * @param facts what policies may ask of the request beside
 */
public record RequestContext(String requestId, Caller caller, RequestFacts facts) {

    public RequestContext {
        requireNonNull(requestId, "requestId");
        requireNonNull(caller, "caller");
        requireNonNull(facts, "facts");
    }

    /** A request of which nothing else is known. */
    public RequestContext(String requestId, Caller caller) {
        this(requestId, caller, RequestFacts.NONE);
    }

    /** Returns the project whose resources this request is about. */
    public ProjectId project() {
        return caller.project();
    }
}
