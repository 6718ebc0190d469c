package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.model.RequestContext;
import java.util.UUID;

/** As whom the shell asks. */
final class Operator {

    private Operator() {}

    /** Returns the context of a new request of the operator. */
    static RequestContext context(CallerResolver callers) {
        return new RequestContext("shell-" + UUID.randomUUID(), callers.operator());
    }
}
