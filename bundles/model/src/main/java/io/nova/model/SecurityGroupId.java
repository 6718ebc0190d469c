package io.nova.model;

/** A security group, for example {@code sg-0123456789abcdef0}. */
public record SecurityGroupId(String value) implements Id, Comparable<SecurityGroupId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.SECURITY_GROUP, "sg");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public SecurityGroupId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static SecurityGroupId next(IdSource ids) {
        return new SecurityGroupId("sg-" + ids.hex(17));
    }

    @Override
    public int compareTo(SecurityGroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
