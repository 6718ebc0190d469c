package io.nova.model;

/**
 * A segment that guests are connected to, for example {@code net-0123456789abcdef0}; VPCs lie on
 * it.
 */
public record NetworkId(String value) implements Id, Comparable<NetworkId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.NETWORK, "net");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public NetworkId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static NetworkId next(IdSource ids) {
        return new NetworkId("net-" + ids.hex(17));
    }

    @Override
    public int compareTo(NetworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
