package io.nova.model;

/** That a subnet, or a VPC, uses a route table, for example {@code rtbassoc-0123456789abcdef0}. */
public record RouteTableAssociationId(String value)
        implements Id, Comparable<RouteTableAssociationId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.ROUTE_TABLE, "rtbassoc");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public RouteTableAssociationId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static RouteTableAssociationId next(IdSource ids) {
        return new RouteTableAssociationId("rtbassoc-" + ids.hex(17));
    }

    @Override
    public int compareTo(RouteTableAssociationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
