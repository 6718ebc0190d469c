package io.nova.frontend.ec2.action.group;

import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
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

    /** The parameters by which a request means a group; who names it by id needs no name. */
    static final Value<SecurityGroupId> GROUP_ID = Value.of("GroupId", SecurityGroupId::new);

    static final Value<String> GROUP_NAME = Value.text("GroupName");

    private static final Value<Integer> PROTOCOL =
            Value.of("IpProtocol", Type.text(Permissions::protocol));
    private static final Value<Integer> FROM_PORT =
            Value.of("FromPort", Type.integer(Traffic.ALL, MOST_PORT));
    private static final Value<Integer> TO_PORT =
            Value.of("ToPort", Type.integer(Traffic.ALL, MOST_PORT));
    private static final Value<Cidr> CIDR = Value.of("CidrIp", Cidr::new);
    private static final Value<Ipv6Cidr> CIDR_V6 = Value.of("CidrIpv6", Ipv6Cidr::new);
    private static final Value<String> DESCRIPTION = Value.of("Description", Type.text(255));
    private static final Value<String> OWNER = Value.text("UserId");
    private static final Value<VpcId> VPC_ID = Value.of("VpcId", VpcId::new);
    private static final Value<String> SOURCE_GROUP = Value.text("SourceSecurityGroupName");
    private static final Value<String> SOURCE_OWNER = Value.text("SourceSecurityGroupOwnerId");

    private static final Structures RANGES =
            Structures.of("IpRanges", CIDR.asNeeded(), DESCRIPTION);
    private static final Structures RANGES_V6 =
            Structures.of("Ipv6Ranges", CIDR_V6.asNeeded(), DESCRIPTION);
    private static final Structures GROUPS =
            Structures.of("Groups", GROUP_ID, GROUP_NAME, OWNER, VPC_ID, DESCRIPTION);
    private static final Structures LISTED =
            Structures.of(
                    "IpPermissions",
                    PROTOCOL.asNeeded(),
                    FROM_PORT,
                    TO_PORT,
                    RANGES,
                    RANGES_V6,
                    GROUPS);

    /** The parameters of one rule that is written flat. */
    private static final List<Parameter> FLAT =
            List.of(PROTOCOL, FROM_PORT, TO_PORT, CIDR, SOURCE_GROUP, SOURCE_OWNER);

    /** The parameters of rules, in both forms. */
    static final List<Parameter> PARAMETERS =
            Stream.concat(Stream.of(LISTED), FLAT.stream()).toList();

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
            SecurityGroupService groups, RequestContext context, Arguments call, boolean egress) {
        Permissions permissions = new Permissions(groups, context, egress);
        call.structures(LISTED).forEach(permissions::listed);
        permissions.flat(call);
        if (permissions.rules.isEmpty()) {
            throw call.missing(LISTED);
        }
        return permissions.rules;
    }

    static GroupRef group(Arguments call) {
        if (call.has(GROUP_ID)) {
            return GroupRef.of(call.get(GROUP_ID));
        }
        if (!call.has(GROUP_NAME)) {
            throw call.missing(GROUP_ID);
        }
        return GroupRef.named(call.get(GROUP_NAME));
    }

    private void listed(Arguments permission) {
        Traffic any = traffic(permission, permission.get(PROTOCOL));
        int before = rules.size();
        for (Arguments range : permission.structures(RANGES)) {
            add(any, new Peer(range.get(CIDR).value()), range.find(DESCRIPTION));
        }
        for (Arguments range : permission.structures(RANGES_V6)) {
            add(any, Peer.of(range.get(CIDR_V6)), range.find(DESCRIPTION));
        }
        for (Arguments pair : permission.structures(GROUPS)) {
            GroupRef group = group(pair);
            requireIn(pair.find(VPC_ID), group);
            add(any, peer(group, pair.find(OWNER)), pair.find(DESCRIPTION));
        }
        if (rules.size() == before) {
            throw permission.missing(RANGES);
        }
    }

    private void requireIn(Optional<VpcId> vpc, GroupRef group) {
        if (vpc.isPresent() && !groups.vpcOf(context, group).equals(vpc.get())) {
            throw new NotFoundException(ResourceType.VPC, vpc.get());
        }
    }

    private void flat(Arguments call) {
        List<Parameter> given = FLAT.stream().filter(call::has).toList();
        if (given.isEmpty()) {
            return;
        }
        if (!rules.isEmpty()) {
            String name = given.get(0).name();
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    name,
                    name + " cannot be given together with IpPermissions");
        }
        if (call.has(SOURCE_GROUP)) {
            GroupRef source = GroupRef.named(call.get(SOURCE_GROUP));
            Peer peer = peer(source, call.find(SOURCE_OWNER));
            add(traffic(call, call.find(PROTOCOL).orElse(Traffic.ALL)), peer, Optional.empty());
        } else {
            Peer peer = new Peer(call.get(CIDR).value());
            add(traffic(call, call.get(PROTOCOL)), peer, Optional.empty());
        }
    }

    private void add(Traffic any, Peer peer, Optional<String> description) {
        rules.add(
                new NewRule(
                        new Traffic(egress, any.protocol(), any.from(), any.to(), peer),
                        description.orElse("")));
    }

    /** Groups of other projects cannot be named: they are not there. */
    private Peer peer(GroupRef group, Optional<String> owner) {
        if (owner.filter(id -> !id.equals(context.project().value())).isPresent()) {
            throw new NotFoundException(ResourceType.SECURITY_GROUP, group);
        }
        return known.computeIfAbsent(group, one -> new Peer(groups.idOf(context, one).value()));
    }

    /** Returns the traffic without its peer: anywhere stands for it. */
    private Traffic traffic(Arguments call, int protocol) {
        Peer open = new Peer("0.0.0.0/0");
        Traffic all = new Traffic(egress, protocol, Traffic.ALL, Traffic.ALL, open);
        if (all.hasPorts()) {
            return ports(call, protocol, open);
        }
        if (all.isIcmp()) {
            int type = call.within(FROM_PORT, Traffic.ALL, MOST_ICMP).orElse(Traffic.ALL);
            int code = call.within(TO_PORT, Traffic.ALL, MOST_ICMP).orElse(Traffic.ALL);
            if (type == Traffic.ALL && code != Traffic.ALL) {
                throw InvalidParameterException.badValue(
                        "ToPort", Integer.toString(code), "an ICMP code needs an ICMP type");
            }
            return new Traffic(egress, protocol, type, code, open);
        }
        // They mean nothing for other protocols, and clients send -1.
        return all;
    }

    private Traffic ports(Arguments call, int protocol, Peer open) {
        if (!call.has(FROM_PORT) || !call.has(TO_PORT)) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    call.has(FROM_PORT) ? "ToPort" : "FromPort",
                    "Invalid value for portRange. Must specify both from and to ports with TCP/UDP");
        }
        int from = call.within(FROM_PORT, 0, MOST_PORT).orElseThrow();
        int to = call.within(TO_PORT, 0, MOST_PORT).orElseThrow();
        if (from > to) {
            throw InvalidParameterException.badValue(
                    "FromPort", Integer.toString(from), "it must not be greater than ToPort");
        }
        return new Traffic(egress, protocol, from, to, open);
    }

    private static int protocol(String parameter, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "-1", "all" -> Traffic.ALL;
            case "tcp" -> Traffic.TCP;
            case "udp" -> Traffic.UDP;
            case "icmp" -> Traffic.ICMP;
            case "icmpv6" -> Traffic.ICMPV6;
            default -> number(parameter, text);
        };
    }

    private static int number(String parameter, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= MOST_PROTOCOL) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other protocol that is none.
        }
        throw InvalidParameterException.badValue(
                parameter,
                text.length() > 20 ? text.substring(0, 20) : text,
                "it must be tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255");
    }
}
