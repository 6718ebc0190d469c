package io.nova.model;

/** A route table, for example {@code rtb-0123456789abcdef0}. */
public record RouteTableId(String value) implements Id, Comparable<RouteTableId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.ROUTE_TABLE, "rtb");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public RouteTableId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static RouteTableId next(IdSource ids) {
        return new RouteTableId("rtb-" + ids.hex(17));
    }

    @Override
    public int compareTo(RouteTableId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
