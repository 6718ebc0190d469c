package io.nova.model;

import java.util.regex.Pattern;

/** The owner of resources, EC2's {@code ownerId}: twelve digits. */
public record ProjectId(String value) implements Id, Comparable<ProjectId> {

    private static final Pattern FORMAT = Pattern.compile("[0-9]{12}");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public ProjectId {
        IdFormat.require(ResourceType.PROJECT, FORMAT, value);
    }

    @Override
    public int compareTo(ProjectId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
