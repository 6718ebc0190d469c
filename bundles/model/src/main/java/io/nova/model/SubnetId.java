package io.nova.model;

/** A range of a network in one zone, for example {@code subnet-0123456789abcdef0}. */
public record SubnetId(String value) implements Id, Comparable<SubnetId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.SUBNET, "subnet");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public SubnetId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static SubnetId next(IdSource ids) {
        return new SubnetId("subnet-" + ids.hex(17));
    }

    @Override
    public int compareTo(SubnetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
