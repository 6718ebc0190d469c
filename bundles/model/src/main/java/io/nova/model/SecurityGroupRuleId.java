package io.nova.model;

/** A rule of a security group, for example {@code sgr-0123456789abcdef0}. */
public record SecurityGroupRuleId(String value) implements Id, Comparable<SecurityGroupRuleId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.SECURITY_GROUP_RULE, "sgr");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public SecurityGroupRuleId {
        FORMAT.require(value);
    }

    /** Makes a new id; ids are never used again. */
    public static SecurityGroupRuleId next(IdSource ids) {
        return new SecurityGroupRuleId("sgr-" + ids.hex(17));
    }

    @Override
    public int compareTo(SecurityGroupRuleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
