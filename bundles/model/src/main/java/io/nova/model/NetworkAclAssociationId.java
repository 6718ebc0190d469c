package io.nova.model;

/** That a subnet uses a network ACL, for example {@code aclassoc-0123456789abcdef0}. */
public record NetworkAclAssociationId(String value)
        implements Id, Comparable<NetworkAclAssociationId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.NETWORK_ACL, "aclassoc");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public NetworkAclAssociationId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static NetworkAclAssociationId next(IdSource ids) {
        return new NetworkAclAssociationId("aclassoc-" + ids.hex(17));
    }

    @Override
    public int compareTo(NetworkAclAssociationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
