package io.nova.model;

/** What DHCP tells guests of a VPC, for example {@code dopt-0123456789abcdef0}. */
public record DhcpOptionsId(String value) implements Id, Comparable<DhcpOptionsId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.DHCP_OPTIONS, "dopt");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public DhcpOptionsId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static DhcpOptionsId next(IdSource ids) {
        return new DhcpOptionsId("dopt-" + ids.hex(17));
    }

    @Override
    public int compareTo(DhcpOptionsId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
