package io.nova.model;

/** The instances of one RunInstances, for example {@code r-0123456789abcdef0}. */
public record ReservationId(String value) implements Id, Comparable<ReservationId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.RESERVATION, "r");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public ReservationId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static ReservationId next(IdSource ids) {
        return new ReservationId("r-" + ids.hex(17));
    }

    @Override
    public int compareTo(ReservationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
