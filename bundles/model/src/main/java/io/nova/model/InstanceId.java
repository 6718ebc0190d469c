package io.nova.model;

/** An instance, for example {@code i-0123456789abcdef0}. */
public record InstanceId(String value) implements Id, Comparable<InstanceId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.INSTANCE, "i");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public InstanceId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static InstanceId next(IdSource ids) {
        return new InstanceId("i-" + ids.hex(17));
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
