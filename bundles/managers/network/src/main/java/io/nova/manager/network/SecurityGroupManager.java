package io.nova.manager.network;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.network.SecurityGroupService;
import io.nova.manager.network.Decisions.Decision;
import io.nova.model.AlreadyExistsException;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SecurityGroupRuleId;
import io.nova.model.VpcId;
import io.nova.model.network.Cidr;
import io.nova.model.network.PortGroup;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.model.network.Vpc;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps security groups, and hints the hosts whose ports a change is about. */
@Component
public final class SecurityGroupManager implements SecurityGroupService {

    /** What the scopes begin with that make names unique. */
    static final String NAMES = "security-group-name/";

    private final StateStore store;
    private final Authorizer authorizer;
    private final QuotaService quotas;
    private final DefaultVpcs defaults;
    private final NetworkWakener wakener;
    private final IdSource ids;
    private final Records<SecurityGroup> records;
    private final Owned<SecurityGroup> groups;
    private final Owned<Vpc> vpcs;

    @Activate
    public SecurityGroupManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference DefaultVpcs defaults,
            @Reference NetworkWakener wakener,
            @Reference IdSource ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.quotas = quotas;
        this.defaults = defaults;
        this.wakener = wakener;
        this.ids = ids;
        this.records = new Records<>(store, Kinds.SECURITY_GROUP);
        this.groups = new Owned<>(store, Kinds.SECURITY_GROUP, ResourceType.SECURITY_GROUP);
        this.vpcs = new Owned<>(store, Kinds.VPC, ResourceType.VPC);
    }

    @Override
    public SecurityGroup create(
            RequestContext context,
            String name,
            String description,
            Optional<VpcId> vpc,
            Map<String, String> tags) {
        authorizer.require(context.caller(), "ec2:CreateSecurityGroup");
        ProjectId project = context.project();
        VpcId in = defaults.of(project).vpc().id();
        if (vpc.isPresent()) {
            in = vpcs.get(project, vpc.get()).value().id();
        }
        SecurityGroup group =
                new SecurityGroup(
                        SecurityGroupId.next(ids),
                        project,
                        in,
                        name,
                        description,
                        List.of(everythingOut()),
                        tags);
        AlreadyExistsException taken =
                new AlreadyExistsException(
                        ResourceType.SECURITY_GROUP,
                        name,
                        "The security group '%s' already exists for VPC '%s'".formatted(name, in));
        if (byName(in, name).isPresent()) {
            throw taken;
        }
        long limit = quotas.limit(project, Quota.SECURITY_GROUPS);
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("security-group/" + group.id())
                                .quota(Quota.SECURITY_GROUPS.scope(project), 1, limit)
                                // One of a name: the quota of the name is one.
                                .quota(nameScope(group), 1, 1)
                                .create(Kinds.SECURITY_GROUP, group.id().value(), group)
                                .build());
        if (result instanceof CommitResult.QuotaExceeded full) {
            if (full.scope().equals(nameScope(group))) {
                throw taken;
            }
            throw new LimitExceededException(
                    ResourceType.SECURITY_GROUP,
                    "security groups",
                    "The project may have %d security groups at most; delete some"
                            .formatted(limit));
        }
        return group;
    }

    private SecurityGroupRule everythingOut() {
        Traffic everything =
                new Traffic(
                        true,
                        Traffic.ALL,
                        Traffic.ALL,
                        Traffic.ALL,
                        new Peer(new Cidr("0.0.0.0/0").value()));
        return new SecurityGroupRule(SecurityGroupRuleId.next(ids), everything, "", Map.of());
    }

    static String nameScope(SecurityGroup group) {
        return NAMES + group.vpc() + "/" + Digits.of(group.name());
    }

    @Override
    public void delete(RequestContext context, GroupRef group) {
        authorizer.require(context.caller(), "ec2:DeleteSecurityGroup");
        Decisions.commit(
                store,
                ResourceType.SECURITY_GROUP,
                group,
                () -> deletion(require(context.project(), group)),
                refused -> {
                    throw inUse(group);
                });
    }

    private Decision<SecurityGroup> deletion(Rec<SecurityGroup> rec) {
        SecurityGroup group = rec.value();
        if (group.isDefault()) {
            throw new IncorrectStateException(
                    ResourceType.SECURITY_GROUP,
                    group.id(),
                    "The security group '%s' is its VPC's default one, which cannot be deleted"
                            .formatted(group.id()));
        }
        boolean named =
                records.page(IndexEntry.of("peer", group.id()), "", 2).items().stream()
                        .anyMatch(other -> !other.id().equals(rec.id()));
        if (named) {
            throw inUse(GroupRef.of(group.id()));
        }
        return new Decision<>(
                group,
                Tx.of("security-group-delete/" + group.id() + "/" + ids.hex(8))
                        .delete(Kinds.SECURITY_GROUP, rec)
                        // All memberships at once: there can be no port in it, now or later.
                        .quota(
                                SecurityGroupService.membership(group.id()),
                                MAX_MEMBERS,
                                MAX_MEMBERS)
                        .quota(nameScope(group), -1, Long.MAX_VALUE)
                        .quota(Quota.SECURITY_GROUPS.scope(group.project()), -1, Long.MAX_VALUE));
    }

    private static InUseException inUse(GroupRef group) {
        return new InUseException(
                ResourceType.SECURITY_GROUP,
                group,
                ("The security group '%s' is in use: take its instances out of it, and remove the"
                                + " rules of other groups that name it")
                        .formatted(group));
    }

    @Override
    public Page<SecurityGroup> describe(
            RequestContext context, Collection<GroupRef> asked, String after, int limit) {
        authorizer.require(context.caller(), "ec2:DescribeSecurityGroups");
        ProjectId project = context.project();
        defaults.of(project);
        if (asked.isEmpty()) {
            return groups.page(project, List.of(), after, limit);
        }
        Map<String, SecurityGroup> found = new LinkedHashMap<>();
        for (GroupRef one : new LinkedHashSet<>(asked)) {
            Rec<SecurityGroup> rec = require(project, one);
            found.put(rec.id(), rec.value());
        }
        return new Page<>(List.copyOf(found.values()), Optional.empty());
    }

    @Override
    public SecurityGroupId idOf(RequestContext context, GroupRef group) {
        return require(context.project(), group).value().id();
    }

    @Override
    public VpcId vpcOf(RequestContext context, GroupRef group) {
        return require(context.project(), group).value().vpc();
    }

    @Override
    public List<SecurityGroup> withRules(
            RequestContext context, Collection<SecurityGroupRuleId> rules) {
        authorizer.require(context.caller(), "ec2:DescribeSecurityGroupRules");
        if (rules.isEmpty()) {
            List<SecurityGroup> all = new ArrayList<>();
            defaults.of(context.project());
            records.each(Kinds.ofProject(context.project()), rec -> all.add(rec.value()));
            return List.copyOf(all);
        }
        return once(
                rules.stream()
                        .distinct()
                        .map(rule -> find(context, rule).orElseThrow(() -> unknownRule(rule))));
    }

    @Override
    public List<SecurityGroup> present(RequestContext context, Collection<SecurityGroupId> groups) {
        authorizer.require(context.caller(), "ec2:DescribeSecurityGroupRules");
        List<String> sorted =
                groups.stream().map(SecurityGroupId::value).distinct().sorted().toList();
        return records.findAll(sorted).stream()
                .map(Rec::value)
                .filter(one -> one.project().equals(context.project()))
                .toList();
    }

    @Override
    public List<SecurityGroup> presentWithRules(
            RequestContext context, Collection<SecurityGroupRuleId> rules) {
        authorizer.require(context.caller(), "ec2:DescribeSecurityGroupRules");
        return once(rules.stream().distinct().flatMap(rule -> find(context, rule).stream()));
    }

    private static List<SecurityGroup> once(Stream<SecurityGroup> groups) {
        Map<SecurityGroupId, SecurityGroup> found = new LinkedHashMap<>();
        groups.forEach(group -> found.put(group.id(), group));
        return List.copyOf(found.values());
    }

    private Optional<SecurityGroup> find(RequestContext context, SecurityGroupRuleId rule) {
        return records.page(Kinds.ofRule(rule.value()), "", 1).items().stream()
                .map(Rec::value)
                .filter(one -> one.project().equals(context.project()))
                .findFirst();
    }

    private static NotFoundException unknownRule(SecurityGroupRuleId rule) {
        return new NotFoundException(ResourceType.SECURITY_GROUP_RULE, rule);
    }

    @Override
    public List<SecurityGroupRule> authorize(
            RequestContext context, GroupRef group, List<NewRule> rules, Map<String, String> tags) {
        boolean egress = rules.stream().anyMatch(rule -> rule.traffic().egress());
        authorizer.require(
                context.caller(), "ec2:AuthorizeSecurityGroup" + (egress ? "Egress" : "Ingress"));
        return change(context, group, one -> RuleChanges.added(one, rules, tags, ids));
    }

    @Override
    public List<SecurityGroupRule> revoke(
            RequestContext context, GroupRef group, List<Traffic> rules) {
        boolean egress = rules.stream().anyMatch(Traffic::egress);
        requireRevoke(context, egress);
        return change(context, group, one -> RuleChanges.removed(one, rules));
    }

    @Override
    public List<SecurityGroupRule> revokeById(
            RequestContext context,
            GroupRef group,
            boolean egress,
            Collection<SecurityGroupRuleId> rules) {
        requireRevoke(context, egress);
        return change(context, group, one -> RuleChanges.removedById(one, egress, rules));
    }

    private void requireRevoke(RequestContext context, boolean egress) {
        authorizer.require(
                context.caller(), "ec2:RevokeSecurityGroup" + (egress ? "Egress" : "Ingress"));
    }

    private List<SecurityGroupRule> change(
            RequestContext context,
            GroupRef ref,
            java.util.function.Function<SecurityGroup, RuleChanges> change) {
        RuleChanges made =
                Decisions.commit(
                        store,
                        ResourceType.SECURITY_GROUP,
                        ref,
                        () -> {
                            Rec<SecurityGroup> rec = require(context.project(), ref);
                            RuleChanges next = change.apply(rec.value());
                            Tx.Builder tx = Tx.of("security-group-rules/" + ids.hex(16));
                            next.newPeers().stream()
                                    .map(peer -> require(context.project(), peer))
                                    .filter(peer -> !peer.id().equals(rec.id()))
                                    .forEach(
                                            peer ->
                                                    tx.expect(
                                                            Kinds.SECURITY_GROUP,
                                                            peer.id(),
                                                            Tx.ANY));
                            return new Decision<>(
                                    next, tx.update(Kinds.SECURITY_GROUP, rec, next.group()));
                        },
                        refused -> {
                            throw new IllegalStateException("no such answer: " + refused);
                        });
        wakener.groupChanged(made.group().id());
        return made.rules();
    }

    @Override
    public List<PortGroup> forPort(ProjectId project, VpcId vpc, Collection<GroupRef> asked) {
        if (asked.isEmpty()) {
            DefaultVpc own = defaults.of(project);
            if (own.vpc().id().equals(vpc)) {
                return List.of(new PortGroup(own.group().id(), own.group().name()));
            }
            SecurityGroup group = byName(vpc, SecurityGroup.DEFAULT).orElseThrow().value();
            return List.of(new PortGroup(group.id(), group.name()));
        }
        List<PortGroup> found = new ArrayList<>();
        for (GroupRef one : asked) {
            SecurityGroup group = require(project, one).value();
            if (!group.vpc().equals(vpc)) {
                throw new NotFoundException(ResourceType.SECURITY_GROUP, one);
            }
            PortGroup port = new PortGroup(group.id(), group.name());
            if (!found.contains(port)) {
                found.add(port);
            }
            if (found.size() > MAX_GROUPS_OF_PORT) {
                throw new LimitExceededException(
                        ResourceType.NETWORK_INTERFACE,
                        one.toString(),
                        "%s is one security group too many: an interface is in %d at most"
                                .formatted(one, MAX_GROUPS_OF_PORT));
            }
        }
        return found;
    }

    private Rec<SecurityGroup> require(ProjectId project, GroupRef ref) {
        DefaultVpc own = defaults.of(project);
        Optional<Rec<SecurityGroup>> found =
                ref.id().isPresent()
                        ? groups.find(project, ref.id().get().value())
                        : byName(own.vpc().id(), ref.name());
        return found.orElseThrow(() -> new NotFoundException(ResourceType.SECURITY_GROUP, ref));
    }

    private Optional<Rec<SecurityGroup>> byName(VpcId vpc, String name) {
        return records.page(Kinds.named(vpc, name), "", 1).items().stream().findFirst();
    }
}
