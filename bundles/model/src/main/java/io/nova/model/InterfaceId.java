package io.nova.model;

/** A network interface, for example {@code eni-0123456789abcdef0}. */
public record InterfaceId(String value) implements Id, Comparable<InterfaceId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.NETWORK_INTERFACE, "eni");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public InterfaceId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static InterfaceId next(IdSource ids) {
        return new InterfaceId("eni-" + ids.hex(17));
    }

    @Override
    public int compareTo(InterfaceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
