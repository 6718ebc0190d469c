package io.nova.model;

/** A project's VPC, for example {@code vpc-0123456789abcdef0}. */
public record VpcId(String value) implements Id, Comparable<VpcId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.VPC, "vpc");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public VpcId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static VpcId next(IdSource ids) {
        return new VpcId("vpc-" + ids.hex(17));
    }

    @Override
    public int compareTo(VpcId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
