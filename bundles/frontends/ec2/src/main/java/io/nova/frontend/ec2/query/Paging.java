package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which part of a long list a request asks for.
 *
 * @param after where the page before ended; empty for the first
 * @param limit the most to answer
 */
public record Paging(String after, int limit) {

    /** As many as the api returns at once. */
    public static final int ALL = 1000;

    private static final int MOST = ALL;
    private static final int FEWEST = 5;

    /**
     * @param byId whether the request names resources, which EC2 does not let go with MaxResults
     */
    public static Paging of(Query query, boolean byId) {
        Optional<Integer> most = query.integer("MaxResults", FEWEST, MOST);
        if (byId && most.isPresent()) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.BAD_COMBINATION,
                    "MaxResults",
                    "MaxResults cannot be given together with ids");
        }
        return new Paging(
                query.text("NextToken").map(Paging::decode).orElse(""), most.orElse(MOST));
    }

    /** Returns the token of the next page. */
    public static String token(String after) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            InvalidParameterException refusal =
                    InvalidParameterException.badValue(
                            "NextToken", Query.shorten(token), "it is not from an earlier answer");
            refusal.initCause(e);
            throw refusal;
        }
    }
}
