package io.nova.frontend.aws;

import io.nova.model.Caller;
import io.nova.sigv4.Parameter;
import java.util.List;

/**
 * A query whose sender is known.
 *
 * @param parameters decoded, in the order sent, without those that belong to the signature
 */
public record AuthenticatedQuery(Caller caller, List<Parameter> parameters) {

    public AuthenticatedQuery {
        parameters = List.copyOf(parameters);
    }
}
