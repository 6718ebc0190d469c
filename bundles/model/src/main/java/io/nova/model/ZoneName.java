package io.nova.model;

import java.util.regex.Pattern;

/** An availability zone's name. */
public record ZoneName(String value) implements Id, Comparable<ZoneName> {

    private static final Pattern FORMAT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public ZoneName {
        IdFormat.require(ResourceType.ZONE, FORMAT, value);
    }

    @Override
    public int compareTo(ZoneName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
