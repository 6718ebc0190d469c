package io.nova.model;

import java.util.regex.Pattern;

/** A user, by the name that the identity driver knows. */
public record UserId(String value) implements Id, Comparable<UserId> {

    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9+=,.@_-]{1,64}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public UserId {
        IdFormat.require(ResourceType.USER, FORMAT, value);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
