package io.nova.frontend.aws;

import io.nova.sigv4.Parameter;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.StringToSign;
import java.util.List;
import java.util.Set;

/** The way in which a request is signed. */
enum Way {
    NONE,
    V4_HEADER,
    V4_QUERY,
    V2_HEADER,
    V2_QUERY;

    private static final Set<String> V4_MARKS =
            Set.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature");
    private static final Set<String> V2_MARKS = Set.of("AWSAccessKeyId", "Signature");

    /**
     * Finds the one way, from any trace of it.
     *
     * @param query the parameters of the target
     * @param parameters these, and those of a form
     * @throws io.nova.model.AuthenticationFailedException if there are several, or one that is
     *     unknown
     */
    static Way of(RequestHead head, List<Parameter> query, List<Parameter> parameters) {
        // An empty header says nothing, so whoever sends one is nobody.
        boolean header = !authorization(head).isEmpty();
        boolean four = has(query, V4_MARKS);
        boolean two = has(parameters, V2_MARKS);
        if (header && (four || two)) {
            throw Refusal.twoWays("Authorization", authorization(head));
        }
        if (four && two) {
            throw Refusal.twoWays("X-Amz-Algorithm", StringToSign.ALGORITHM);
        }
        if (header) {
            return ofHeader(authorization(head));
        }
        if (four) {
            return V4_QUERY;
        }
        return two ? V2_QUERY : NONE;
    }

    private static Way ofHeader(String authorization) {
        if (authorization.startsWith(StringToSign.ALGORITHM + " ")
                || authorization.equals(StringToSign.ALGORITHM)) {
            return V4_HEADER;
        }
        if (authorization.startsWith("AWS ")) {
            return V2_HEADER;
        }
        throw Refusal.headerKind(
                authorization,
                authorization.indexOf(' ') < 0
                        ? "Authorization header is invalid -- one and only one ' ' (space) required"
                        : "Unsupported Authorization Type");
    }

    /** Returns the header, empty if there is none. */
    static String authorization(RequestHead head) {
        return Heads.single(head, "Authorization").orElse("");
    }

    private static boolean has(List<Parameter> parameters, Set<String> names) {
        for (Parameter parameter : parameters) {
            if (names.contains(parameter.name())) {
                return true;
            }
        }
        return false;
    }
}
