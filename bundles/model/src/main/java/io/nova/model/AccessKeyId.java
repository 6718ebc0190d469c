package io.nova.model;

import java.util.regex.Pattern;

/** The public half of an access key, which names who signs. */
public record AccessKeyId(String value) implements Id, Comparable<AccessKeyId> {

    private static final Pattern FORMAT = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,128}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public AccessKeyId {
        IdFormat.require(ResourceType.ACCESS_KEY, FORMAT, value);
    }

    @Override
    public int compareTo(AccessKeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
