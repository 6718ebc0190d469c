package io.nova.model.network;

import io.nova.model.SecurityGroupRuleId;
import java.util.Map;

/** A rule of a security group, with what its owner notes on it. */
public record SecurityGroupRule(
        SecurityGroupRuleId id, Traffic traffic, String description, Map<String, String> tags) {

    public SecurityGroupRule {
        tags = Map.copyOf(tags);
    }

    /** Returns this with other tags. */
    public SecurityGroupRule withTags(Map<String, String> changed) {
        return new SecurityGroupRule(id, traffic, description, changed);
    }
}
