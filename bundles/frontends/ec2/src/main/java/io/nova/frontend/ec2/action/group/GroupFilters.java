package io.nova.frontend.ec2.action.group;

import io.nova.frontend.ec2.query.Filters;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The filters on security groups. */
final class GroupFilters {

    private GroupFilters() {}

    static final Filters<SecurityGroup> FILTERS = filters();

    private static Filters<SecurityGroup> filters() {
        Filters.Builder<SecurityGroup> filters =
                new Filters.Builder<SecurityGroup>()
                        .on("description", SecurityGroup::description)
                        .on("group-id", SecurityGroup::id)
                        .on("group-name", SecurityGroup::name)
                        .on("owner-id", SecurityGroup::project)
                        .on("vpc-id", SecurityGroup::vpc)
                        .onTags(SecurityGroup::tags);
        rules(filters, "ip-permission.", false);
        rules(filters, "egress.ip-permission.", true);
        return filters.build();
    }

    private static void rules(
            Filters.Builder<SecurityGroup> filters, String prefix, boolean egress) {
        filters.onAny(prefix + "cidr", peers(egress, peer -> !peer.isGroup() && !peer.isIpv6()))
                .onAny(prefix + "ipv6-cidr", peers(egress, Peer::isIpv6))
                .onAny(prefix + "group-id", peers(egress, Peer::isGroup))
                .onAny(prefix + "from-port", parts(egress, Traffic::from))
                .onAny(prefix + "to-port", parts(egress, Traffic::to))
                .onAny(prefix + "protocol", parts(egress, GroupXml::protocol))
                .onAny(
                        prefix + "user-id",
                        group ->
                                peers(egress, Peer::isGroup).apply(group).isEmpty()
                                        ? List.of()
                                        : List.of(group.project().value()))
                .onNothing(prefix + "prefix-list-id", prefix + "group-name");
    }

    private static Function<SecurityGroup, Collection<String>> peers(
            boolean egress, Predicate<Peer> which) {
        return group ->
                traffic(group, egress).map(Traffic::peer).filter(which).map(Peer::value).toList();
    }

    private static Function<SecurityGroup, Collection<String>> parts(
            boolean egress, Function<Traffic, Object> part) {
        return group -> traffic(group, egress).map(part).map(Object::toString).toList();
    }

    private static Stream<Traffic> traffic(SecurityGroup group, boolean egress) {
        return group.rules().stream()
                .map(SecurityGroupRule::traffic)
                .filter(one -> one.egress() == egress);
    }
}
