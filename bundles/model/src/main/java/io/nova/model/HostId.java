package io.nova.model;

import java.util.regex.Pattern;

/** A machine that offers capacity, by its name in the cloud. */
public record HostId(String value) implements Id, Comparable<HostId> {

    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public HostId {
        IdFormat.require(ResourceType.HOST, FORMAT, value);
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
