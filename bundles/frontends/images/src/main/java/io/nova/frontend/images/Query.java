package io.nova.frontend.images;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The parameters of a request, which stand in its target. */
record Query(Fields fields) {

    /**
     * @throws InvalidParameterException if they cannot be read
     */
    static Query of(Request request) {
        try {
            return new Query(Request.extractQueryParameters(request));
        } catch (RuntimeException e) {
            // Jetty throws what its decoder meets.
            InvalidParameterException refusal =
                    new InvalidParameterException(
                            Problem.MALFORMED, "query", "The parameters cannot be read");
            refusal.initCause(e);
            throw refusal;
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(fields.getValue(name)).filter(text -> !text.isEmpty());
    }

    String get(String name) {
        return find(name).orElseThrow(() -> InvalidParameterException.missing(name));
    }
}
