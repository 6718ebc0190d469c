package io.nova.frontend.ec2.action.group;

import io.nova.frontend.ec2.query.Filters;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The filters on security groups. */
final class GroupFilters {

    private GroupFilters() {}

    /**
     * A group, and how its rules' groups are called.
     *
     * @param names empty for a group that is there no longer
     */
    record Named(SecurityGroup group, Function<SecurityGroupId, Optional<String>> names) {}

    static final Filters<Named> FILTERS = filters();

    private static Filters<Named> filters() {
        Filters.Builder<Named> filters =
                new Filters.Builder<Named>()
                        .on("description", one -> one.group().description())
                        .on("group-id", one -> one.group().id())
                        .on("group-name", one -> one.group().name())
                        .on("owner-id", one -> one.group().project())
                        .on("vpc-id", one -> one.group().vpc())
                        .onTags(one -> one.group().tags());
        rules(filters, "ip-permission.", false);
        rules(filters, "egress.ip-permission.", true);
        return filters.build();
    }

    private static void rules(Filters.Builder<Named> filters, String prefix, boolean egress) {
        filters.onAny(prefix + "cidr", peers(egress, peer -> !peer.isGroup() && !peer.isIpv6()))
                .onAny(prefix + "ipv6-cidr", peers(egress, Peer::isIpv6))
                .onAny(prefix + "group-id", peers(egress, Peer::isGroup))
                .onAny(prefix + "group-name", named -> names(named, egress))
                .onAny(prefix + "from-port", parts(egress, Traffic::from))
                .onAny(prefix + "to-port", parts(egress, Traffic::to))
                .onAny(prefix + "protocol", parts(egress, GroupXml::protocol))
                .onAny(
                        prefix + "user-id",
                        named ->
                                peers(egress, Peer::isGroup).apply(named).isEmpty()
                                        ? List.of()
                                        : List.of(named.group().project().value()))
                .onNothing(prefix + "prefix-list-id");
    }

    private static List<String> names(Named named, boolean egress) {
        return traffic(named, egress)
                .map(Traffic::peer)
                .filter(Peer::isGroup)
                .map(peer -> new SecurityGroupId(peer.value()))
                .flatMap(id -> named.names().apply(id).stream())
                .toList();
    }

    private static Function<Named, Collection<String>> peers(
            boolean egress, Predicate<Peer> which) {
        return named ->
                traffic(named, egress).map(Traffic::peer).filter(which).map(Peer::value).toList();
    }

    private static Function<Named, Collection<String>> parts(
            boolean egress, Function<Traffic, Object> part) {
        return named -> traffic(named, egress).map(part).map(Object::toString).toList();
    }

    private static Stream<Traffic> traffic(Named named, boolean egress) {
        return named.group().rules().stream()
                .map(SecurityGroupRule::traffic)
                .filter(one -> one.egress() == egress);
    }
}
