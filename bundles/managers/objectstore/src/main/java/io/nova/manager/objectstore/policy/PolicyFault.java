package io.nova.manager.objectstore.policy;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;

/** What is wrong with a policy. */
final class PolicyFault {

    private PolicyFault() {}

    static InvalidParameterException of(String message) {
        return new InvalidParameterException(Problem.MALFORMED, "Policy", message);
    }

    static InvalidParameterException missing(String field) {
        return of("Missing required field " + field);
    }
}
