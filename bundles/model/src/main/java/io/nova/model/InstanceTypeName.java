package io.nova.model;

import java.util.regex.Pattern;

/** An instance type's name, for example {@code m1.small}. */
public record InstanceTypeName(String value) implements Id, Comparable<InstanceTypeName> {

    private static final Pattern FORMAT = Pattern.compile("[a-z0-9-]{1,20}\\.[a-z0-9-]{1,20}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public InstanceTypeName {
        IdFormat.require(ResourceType.INSTANCE_TYPE, FORMAT, value);
    }

    @Override
    public int compareTo(InstanceTypeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
