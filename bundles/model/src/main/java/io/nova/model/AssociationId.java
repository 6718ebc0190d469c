package io.nova.model;

/** An elastic address on an instance, for example {@code eipassoc-0123456789abcdef0}. */
public record AssociationId(String value) implements Id, Comparable<AssociationId> {

    private static final IdFormat FORMAT =
            new IdFormat(ResourceType.ADDRESS_ASSOCIATION, "eipassoc");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public AssociationId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static AssociationId next(IdSource ids) {
        return new AssociationId("eipassoc-" + ids.hex(17));
    }

    @Override
    public int compareTo(AssociationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
