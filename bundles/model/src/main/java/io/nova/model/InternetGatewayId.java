package io.nova.model;

/** A VPC's way out, for example {@code igw-0123456789abcdef0}. */
public record InternetGatewayId(String value) implements Id, Comparable<InternetGatewayId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.INTERNET_GATEWAY, "igw");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public InternetGatewayId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static InternetGatewayId next(IdSource ids) {
        return new InternetGatewayId("igw-" + ids.hex(17));
    }

    @Override
    public int compareTo(InternetGatewayId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
