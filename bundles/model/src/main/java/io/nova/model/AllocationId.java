package io.nova.model;

/** An elastic address that a project holds, for example {@code eipalloc-0123456789abcdef0}. */
public record AllocationId(String value) implements Id, Comparable<AllocationId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.ADDRESS, "eipalloc");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public AllocationId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static AllocationId next(IdSource ids) {
        return new AllocationId("eipalloc-" + ids.hex(17));
    }

    @Override
    public int compareTo(AllocationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
