package io.nova.frontend.ec2.query;

import java.util.regex.Pattern;

/** What makes a request repeatable: with the same token it is done once. */
public final class ClientToken {

    /** The parameter that carries it. */
    public static final Value<String> PARAMETER =
            Value.of(
                    "ClientToken",
                    Type.matching(
                            Pattern.compile("[ -~]{1,64}"),
                            "a token has at most 64 characters of ASCII"));

    private ClientToken() {}
}
