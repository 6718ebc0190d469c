package io.nova.frontend.ec2.action.group;

import io.nova.frontend.ec2.xml.Arn;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.ProjectId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How EC2 writes security groups and their rules. */
final class GroupXml {

    private GroupXml() {}

    static String arn(String region, SecurityGroup group) {
        return Arn.of(region, group.project(), "security-group", group.id());
    }

    static void write(XmlWriter xml, String region, SecurityGroup group) {
        xml.text("ownerId", group.project())
                .text("groupId", group.id())
                .text("securityGroupArn", arn(region, group))
                .text("groupName", group.name())
                .text("groupDescription", group.description())
                .text("vpcId", group.vpc());
        permissions(xml, "ipPermissions", group, false);
        permissions(xml, "ipPermissionsEgress", group, true);
        xml.tags(group.tags());
    }

    /** Rules of the same protocol and ports are one permission. */
    private static void permissions(
            XmlWriter xml, String name, SecurityGroup group, boolean egress) {
        Map<Traffic, List<SecurityGroupRule>> permissions = new LinkedHashMap<>();
        for (SecurityGroupRule rule : group.rules()) {
            Traffic traffic = rule.traffic();
            if (traffic.egress() == egress) {
                Traffic any =
                        new Traffic(
                                egress,
                                traffic.protocol(),
                                traffic.from(),
                                traffic.to(),
                                new Peer("0.0.0.0/0"));
                permissions.computeIfAbsent(any, key -> new ArrayList<>()).add(rule);
            }
        }
        xml.items(
                name,
                permissions.entrySet(),
                one -> {
                    traffic(xml, one.getKey());
                    peers(xml, group, one.getValue());
                });
    }

    private static void peers(XmlWriter xml, SecurityGroup group, List<SecurityGroupRule> rules) {
        xml.items(
                        "groups",
                        rules.stream().filter(rule -> rule.traffic().peer().isGroup()).toList(),
                        rule -> {
                            xml.text("userId", group.project())
                                    .text("groupId", rule.traffic().peer());
                            description(xml, rule);
                        })
                .items(
                        "ipRanges",
                        rules.stream().filter(GroupXml::isIpv4).toList(),
                        rule -> {
                            xml.text("cidrIp", rule.traffic().peer());
                            description(xml, rule);
                        })
                .items(
                        "ipv6Ranges",
                        rules.stream().filter(rule -> rule.traffic().peer().isIpv6()).toList(),
                        rule -> {
                            xml.text("cidrIpv6", rule.traffic().peer());
                            description(xml, rule);
                        })
                .items("prefixListIds", List.of(), nothing -> {});
    }

    private static boolean isIpv4(SecurityGroupRule rule) {
        Peer peer = rule.traffic().peer();
        return !peer.isGroup() && !peer.isIpv6();
    }

    private static void description(XmlWriter xml, SecurityGroupRule rule) {
        if (!rule.description().isEmpty()) {
            xml.text("description", rule.description());
        }
    }

    private static void traffic(XmlWriter xml, Traffic traffic) {
        xml.text("ipProtocol", protocol(traffic));
        if (traffic.hasPorts() || traffic.isIcmp()) {
            xml.text("fromPort", traffic.from()).text("toPort", traffic.to());
        }
    }

    static String protocol(Traffic traffic) {
        return switch (traffic.protocol()) {
            case Traffic.TCP -> "tcp";
            case Traffic.UDP -> "udp";
            case Traffic.ICMP -> "icmp";
            case Traffic.ICMPV6 -> "icmpv6";
            default -> Integer.toString(traffic.protocol());
        };
    }

    /** Writes a rule by itself. */
    static void rule(
            XmlWriter xml,
            String region,
            ProjectId owner,
            SecurityGroupId group,
            SecurityGroupRule rule) {
        Peer peer = rule.traffic().peer();
        identity(xml, group, rule);
        xml.text("groupOwnerId", owner)
                .text(
                        "securityGroupRuleArn",
                        Arn.of(region, owner, "security-group-rule", rule.id()));
        if (peer.isGroup()) {
            xml.element(
                    "referencedGroupInfo", () -> xml.text("groupId", peer).text("userId", owner));
        } else {
            range(xml, peer);
        }
        description(xml, rule);
        xml.tags(rule.tags());
    }

    /** Writes a rule that is no longer there. */
    static void revoked(XmlWriter xml, SecurityGroupId group, SecurityGroupRule rule) {
        Peer peer = rule.traffic().peer();
        identity(xml, group, rule);
        if (peer.isGroup()) {
            xml.text("referencedGroupId", peer);
        } else {
            range(xml, peer);
        }
        description(xml, rule);
    }

    private static void identity(XmlWriter xml, SecurityGroupId group, SecurityGroupRule rule) {
        Traffic traffic = rule.traffic();
        xml.text("securityGroupRuleId", rule.id())
                .text("groupId", group)
                .text("isEgress", traffic.egress())
                .text("ipProtocol", protocol(traffic))
                .text("fromPort", traffic.from())
                .text("toPort", traffic.to());
    }

    private static void range(XmlWriter xml, Peer peer) {
        xml.text(peer.isIpv6() ? "cidrIpv6" : "cidrIpv4", peer);
    }
}
