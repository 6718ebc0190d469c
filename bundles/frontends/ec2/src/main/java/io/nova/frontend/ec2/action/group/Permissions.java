package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.VpcId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv6Cidr;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How requests write rules: in lists of structures, or flat. */
final class Permissions {

    private static final int MOST_PORT = 65_535;
    private static final int MOST_PROTOCOL = 255;
    private static final int MOST_ICMP = 255;

    /** The parameters of a list of rules. */
    static final String[] LISTED = {
        "IpPermissions.N.IpProtocol",
        "IpPermissions.N.FromPort",
        "IpPermissions.N.ToPort",
        "IpPermissions.N.IpRanges.N.CidrIp",
        "IpPermissions.N.IpRanges.N.Description",
        "IpPermissions.N.Ipv6Ranges.N.CidrIpv6",
        "IpPermissions.N.Ipv6Ranges.N.Description",
        "IpPermissions.N.Groups.N.GroupId",
        "IpPermissions.N.Groups.N.GroupName",
        "IpPermissions.N.Groups.N.UserId",
        "IpPermissions.N.Groups.N.VpcId",
        "IpPermissions.N.Groups.N.Description"
    };

    /** The parameters of one rule. */
    static final String[] FLAT = {
        "IpProtocol",
        "FromPort",
        "ToPort",
        "CidrIp",
        "SourceSecurityGroupName",
        "SourceSecurityGroupOwnerId"
    };

    /** What rules can have in EC2 and not here. */
    static final String[] REFUSED = {
        "IpPermissions.N.PrefixListIds",
        "IpPermissions.N.Groups.N.PeeringStatus",
        "IpPermissions.N.Groups.N.VpcPeeringConnectionId"
    };

    private final SecurityGroupService groups;
    private final RequestContext context;
    private final boolean egress;
    private final List<NewRule> rules = new ArrayList<>();

    /** A request may name a group thousands of times. */
    private final Map<GroupRef, Peer> known = new HashMap<>();

    private Permissions(SecurityGroupService groups, RequestContext context, boolean egress) {
        this.groups = groups;
        this.context = context;
        this.egress = egress;
    }

    /**
     * Reads the rules of a request.
     *
     * @throws InvalidParameterException if there is none, or one that cannot be
     */
    static List<NewRule> read(
            SecurityGroupService groups, RequestContext context, Query query, boolean egress) {
        Permissions permissions = new Permissions(groups, context, egress);
        query.structures("IpPermissions").forEach(permissions::listed);
        permissions.flat(query);
        if (permissions.rules.isEmpty()) {
            throw InvalidParameterException.missing("IpPermissions");
        }
        return permissions.rules;
    }

    static GroupRef group(Query query) {
        if (query.has("GroupId")) {
            return GroupRef.of(new SecurityGroupId(query.required("GroupId")));
        }
        if (!query.has("GroupName")) {
            throw InvalidParameterException.missing("GroupId");
        }
        return GroupRef.named(query.required("GroupName"));
    }

    private void listed(Query permission) {
        Traffic any = traffic(permission, permission.required("IpProtocol"));
        int before = rules.size();
        for (Query range : permission.structures("IpRanges")) {
            add(any, new Peer(new Cidr(range.required("CidrIp")).value()), range);
        }
        for (Query range : permission.structures("Ipv6Ranges")) {
            add(any, Peer.of(new Ipv6Cidr(range.required("CidrIpv6"))), range);
        }
        for (Query pair : permission.structures("Groups")) {
            GroupRef group = group(pair);
            requireIn(pair.parsed("VpcId", VpcId::new), group);
            add(any, peer(group, pair.text("UserId")), pair);
        }
        if (rules.size() == before) {
            throw InvalidParameterException.missing("IpPermissions.N.IpRanges");
        }
    }

    private void requireIn(Optional<VpcId> vpc, GroupRef group) {
        if (vpc.isPresent() && !groups.vpcOf(context, group).equals(vpc.get())) {
            throw new NotFoundException(ResourceType.VPC, vpc.get());
        }
    }

    private void flat(Query query) {
        List<String> given = Stream.of(FLAT).filter(query::has).toList();
        if (given.isEmpty()) {
            return;
        }
        if (!rules.isEmpty()) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    given.get(0),
                    given.get(0) + " cannot be given together with IpPermissions");
        }
        if (query.has("SourceSecurityGroupName")) {
            GroupRef source = GroupRef.named(query.required("SourceSecurityGroupName"));
            Peer peer = peer(source, query.text("SourceSecurityGroupOwnerId"));
            add(traffic(query, query.text("IpProtocol").orElse("-1")), peer, query);
        } else {
            Peer peer = new Peer(new Cidr(query.required("CidrIp")).value());
            add(traffic(query, query.required("IpProtocol")), peer, query);
        }
    }

    private void add(Traffic any, Peer peer, Query notes) {
        String description = notes.text("Description").orElse("");
        if (description.length() > 255) {
            throw InvalidParameterException.badValue(
                    "Description", "...", "a description has at most 255 characters");
        }
        rules.add(
                new NewRule(
                        new Traffic(egress, any.protocol(), any.from(), any.to(), peer),
                        description));
    }

    /** Groups of other projects cannot be named: they are not there. */
    private Peer peer(GroupRef group, Optional<String> owner) {
        if (owner.filter(id -> !id.equals(context.project().value())).isPresent()) {
            throw new NotFoundException(ResourceType.SECURITY_GROUP, group);
        }
        return known.computeIfAbsent(group, one -> new Peer(groups.idOf(context, one).value()));
    }

    /** Returns the traffic without its peer: anywhere stands for it. */
    private Traffic traffic(Query query, String protocolText) {
        int protocol = protocol(protocolText);
        Peer open = new Peer("0.0.0.0/0");
        Traffic all = new Traffic(egress, protocol, Traffic.ALL, Traffic.ALL, open);
        if (all.hasPorts()) {
            return ports(query, protocol, open);
        }
        if (all.isIcmp()) {
            int type = query.integer("FromPort", Traffic.ALL, MOST_ICMP).orElse(Traffic.ALL);
            int code = query.integer("ToPort", Traffic.ALL, MOST_ICMP).orElse(Traffic.ALL);
            if (type == Traffic.ALL && code != Traffic.ALL) {
                throw InvalidParameterException.badValue(
                        "ToPort", Integer.toString(code), "an ICMP code needs an ICMP type");
            }
            return new Traffic(egress, protocol, type, code, open);
        }
        // They mean nothing for other protocols, and clients send -1.
        for (String port : List.of("FromPort", "ToPort")) {
            query.integer(port, Traffic.ALL, MOST_PORT);
        }
        return all;
    }

    private Traffic ports(Query query, int protocol, Peer open) {
        if (!query.has("FromPort") || !query.has("ToPort")) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    query.has("FromPort") ? "ToPort" : "FromPort",
                    "Invalid value for portRange. Must specify both from and to ports with TCP/UDP");
        }
        int from = query.integer("FromPort", 0, MOST_PORT).orElseThrow();
        int to = query.integer("ToPort", 0, MOST_PORT).orElseThrow();
        if (from > to) {
            throw InvalidParameterException.badValue(
                    "FromPort", Integer.toString(from), "it must not be greater than ToPort");
        }
        return new Traffic(egress, protocol, from, to, open);
    }

    private static int protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "-1", "all" -> Traffic.ALL;
            case "tcp" -> Traffic.TCP;
            case "udp" -> Traffic.UDP;
            case "icmp" -> Traffic.ICMP;
            case "icmpv6" -> Traffic.ICMPV6;
            default -> number(text);
        };
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= MOST_PROTOCOL) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other protocol that is none.
        }
        throw InvalidParameterException.badValue(
                "IpProtocol",
                text.length() > 20 ? text.substring(0, 20) : text,
                "it must be tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255");
    }
}
