package io.nova.model;

/** A network ACL, for example {@code acl-0123456789abcdef0}. */
public record NetworkAclId(String value) implements Id, Comparable<NetworkAclId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.NETWORK_ACL, "acl");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public NetworkAclId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static NetworkAclId next(IdSource ids) {
        return new NetworkAclId("acl-" + ids.hex(17));
    }

    @Override
    public int compareTo(NetworkAclId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
