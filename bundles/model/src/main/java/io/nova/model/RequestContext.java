package io.nova.model;

import static java.util.Objects.requireNonNull;

/**
 * Who asks, and by which request; it travels with every call into the api.
 *
 * @param requestId the id that the response, the logs of every host and the audit show
 * @param caller the authenticated caller
 */
public record RequestContext(String requestId, Caller caller) {

    public RequestContext {
        requireNonNull(requestId, "requestId");
        requireNonNull(caller, "caller");
    }

    /** Returns the project whose resources this request is about. */
    public ProjectId project() {
        return caller.project();
    }
}
