package io.nova.model.network;

import io.nova.model.ProjectId;
import io.nova.model.SecurityGroupId;
import io.nova.model.VpcId;
import java.util.List;
import java.util.Map;

/**
 * Who may reach the ports that are in it, and whom these may reach.
 *
 * @param name unique in its VPC, and never changed
 */
public record SecurityGroup(
        SecurityGroupId id,
        ProjectId project,
        VpcId vpc,
        String name,
        String description,
        List<SecurityGroupRule> rules,
        Map<String, String> tags)
        implements NetworkResource {

    public SecurityGroup {
        rules = List.copyOf(rules);
        tags = Map.copyOf(tags);
    }

    @Override
    public SecurityGroup withTags(Map<String, String> changed) {
        return new SecurityGroup(id, project, vpc, name, description, rules, changed);
    }

    /** The name of the group that ports are in which name none. */
    public static final String DEFAULT = "default";

    /** Tells whether it is the VPC's default group, which cannot be deleted. */
    public boolean isDefault() {
        return name.equals(DEFAULT);
    }

    /** Returns this with other rules. */
    public SecurityGroup withRules(List<SecurityGroupRule> changed) {
        return new SecurityGroup(id, project, vpc, name, description, changed, tags);
    }
}
