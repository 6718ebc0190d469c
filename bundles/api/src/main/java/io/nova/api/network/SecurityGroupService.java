package io.nova.api.network;

import io.nova.model.AlreadyExistsException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.VpcId;
import io.nova.model.network.PortGroup;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Security groups. A change is durable when a method returns, and in force on every host soon
 * after.
 */
@ProviderType
public interface SecurityGroupService {

    /** The most ports of a group. */
    long MAX_MEMBERS = 100_000;

    /** The most rules of a group in each direction. */
    int MAX_RULES = 60;

    /** The most groups that a port is in. */
    int MAX_GROUPS_OF_PORT = 16;

    /**
     * Makes a group that lets everything out and nothing in.
     *
     * @param vpc if empty, the project's default one
     * @throws AlreadyExistsException if the VPC has one of that name
     * @throws LimitExceededException if the project has too many
     */
    SecurityGroup create(
            RequestContext context,
            String name,
            String description,
            Optional<VpcId> vpc,
            Map<String, String> tags);

    /**
     * Removes a group.
     *
     * @throws InUseException if a port is in it or another group's rule names it
     * @throws IncorrectStateException if it is a default group
     */
    void delete(RequestContext context, GroupRef group);

    /**
     * Returns the project's groups, in the order of the ids.
     *
     * @param groups if not empty, exactly these, on one page
     */
    Page<SecurityGroup> describe(
            RequestContext context, Collection<GroupRef> groups, String after, int limit);

    /**
     * Returns the id of a group, for a request that names it; asks for no permission.
     *
     * @throws NotFoundException if the project has no such group
     */
    SecurityGroupId idOf(RequestContext context, GroupRef group);

    /**
     * Returns the VPC of a group, for a request that names both; asks for no permission.
     *
     * @throws NotFoundException if the project has no such group
     */
    VpcId vpcOf(RequestContext context, GroupRef group);

    /**
     * Returns the groups of the project that have these rules; without rules, all groups.
     *
     * @throws NotFoundException if there is no such rule
     */
    List<SecurityGroup> withRules(RequestContext context, Collection<SecurityGroupRuleId> rules);

    /**
     * Returns those of these groups that are there, in the order of their ids, for who asks for
     * their rules: unlike {@link #describe} it does not mind that others are not. It looks at no
     * others.
     */
    List<SecurityGroup> present(RequestContext context, Collection<SecurityGroupId> groups);

    /** Returns the groups of the project that have one of these rules, and looks at no others. */
    List<SecurityGroup> presentWithRules(
            RequestContext context, Collection<SecurityGroupRuleId> rules);

    /**
     * Adds rules, all or none.
     *
     * @return the rules as they are now, in the order given
     * @throws AlreadyExistsException if the group has one of them
     * @throws LimitExceededException if the group would have too many
     */
    List<SecurityGroupRule> authorize(
            RequestContext context, GroupRef group, List<NewRule> rules, Map<String, String> tags);

    /**
     * Removes rules, all or none.
     *
     * @return what was removed
     * @throws NotFoundException if the group has one of them not
     */
    List<SecurityGroupRule> revoke(RequestContext context, GroupRef group, List<Traffic> rules);

    /** Removes rules of one direction by their ids, as {@link #revoke} does. */
    List<SecurityGroupRule> revokeById(
            RequestContext context,
            GroupRef group,
            boolean egress,
            Collection<SecurityGroupRuleId> rules);

    /**
     * Returns the groups for a port, with their names.
     *
     * @param groups if empty, the default group of the VPC
     * @throws NotFoundException if the VPC has one of them not
     * @throws LimitExceededException if they are more than {@link #MAX_GROUPS_OF_PORT}
     */
    List<PortGroup> forPort(ProjectId project, VpcId vpc, Collection<GroupRef> groups);

    /**
     * Returns the quota scope that counts the ports of the group. Whoever commits a port takes one
     * of {@link #MAX_MEMBERS} in the same transaction and gives it back when the port ends: a group
     * that is being deleted has none left.
     */
    static String membership(SecurityGroupId group) {
        return "security-group/" + group + "/ports";
    }

    /** A group by its id, or by its name in the project's default VPC. */
    record GroupRef(Optional<SecurityGroupId> id, String name) {

        public static GroupRef of(SecurityGroupId id) {
            return new GroupRef(Optional.of(id), "");
        }

        public static GroupRef named(String name) {
            return new GroupRef(Optional.empty(), name);
        }

        @Override
        public String toString() {
            return id.map(SecurityGroupId::value).orElse(name);
        }
    }

    /** A rule to be. */
    record NewRule(Traffic traffic, String description) {}
}
