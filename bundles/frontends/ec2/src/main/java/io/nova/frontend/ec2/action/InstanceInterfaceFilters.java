package io.nova.frontend.ec2.action;

import static io.nova.frontend.ec2.action.InstanceFilters.onGroups;
import static io.nova.frontend.ec2.action.InstanceFilters.onPort;

import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The filters of DescribeInstances on the network interface of an instance. One that ended has none
 * any longer, and no filter here lets it through.
 */
final class InstanceInterfaceFilters {

    private static final String NIC = "network-interface.";

    private InstanceInterfaceFilters() {}

    /**
     * @param elastic the public address that leads to an instance
     */
    static void addTo(
            Filters.Builder<Instance> filters,
            Function<Instance, Optional<ElasticAddress>> elastic) {
        own(filters);
        attached(filters);
        addressed(filters);
        // The interface has one private address, and so both have the same public one.
        associated(filters, NIC + "association.", elastic);
        associated(filters, NIC + "addresses.association.", elastic);
        filters.onAny(
                NIC + "public-dns-name", on(elastic, one -> InstanceXml.publicDns(one.address())));
        absent(filters);
    }

    private static void own(Filters.Builder<Instance> filters) {
        filters.onAny(NIC + "availability-zone", onInstance(one -> one.spec().zone()))
                .onAny(
                        NIC + "description",
                        onInstance(one -> one.spec().options().interfaceDescription()))
                .onAny(NIC + "group-id", onGroups(PortGroup::id))
                .onAny(NIC + "group-name", onGroups(PortGroup::name))
                .onAny(NIC + "mac-address", onPort(Port::mac))
                .onAny(NIC + "network-interface-id", onPort(Port::id))
                .onAny(NIC + "owner-id", onInstance(Instance::project))
                .onAny(NIC + "source-dest-check", onPort(Port::sourceDestCheck))
                .onAny(NIC + "status", onPort(port -> "in-use"))
                .onAny(NIC + "subnet-id", onPort(Port::subnet))
                .onAny(NIC + "vpc-id", onPort(Port::vpc))
                .onAny(NIC + "tag-key", onTags(Map::keySet))
                .onAny(NIC + "tag-value", onTags(Map::values));
        for (String no :
                List.of(
                        "deny-all-igw-traffic",
                        "ipv6-native",
                        "operator.managed",
                        "requester-managed")) {
            filters.onAny(NIC + no, onPort(port -> false));
        }
    }

    private static void attached(Filters.Builder<Instance> filters) {
        String attachment = NIC + "attachment.";
        filters.onAny(attachment + "attach-time", onInstance(Instance::launchTime))
                .onAny(attachment + "attachment-id", onPort(InstanceXml::attachment))
                .onAny(attachment + "delete-on-termination", onPort(port -> true))
                .onAny(attachment + "device-index", onPort(port -> 0))
                .onAny(attachment + "instance-id", onInstance(Instance::id))
                .onAny(attachment + "instance-owner-id", onInstance(Instance::project))
                .onAny(attachment + "network-card-index", onPort(port -> 0))
                .onAny(attachment + "status", onPort(port -> "attached"));
    }

    private static void addressed(Filters.Builder<Instance> filters) {
        String addresses = NIC + "addresses.";
        for (String prefix : List.of(NIC, addresses)) {
            filters.onAny(prefix + "private-ip-address", onPort(Port::address))
                    .onAny(
                            prefix + "private-dns-name",
                            onPort(port -> InstanceXml.privateDns(port.address())));
        }
        filters.onAny(addresses + "primary", onPort(port -> true));
    }

    private static void associated(
            Filters.Builder<Instance> filters,
            String prefix,
            Function<Instance, Optional<ElasticAddress>> elastic) {
        filters.onAny(prefix + "allocation-id", on(elastic, ElasticAddress::id))
                .onAny(
                        prefix + "association-id",
                        one ->
                                InstanceFilters.texts(
                                        elastic.apply(one)
                                                .flatMap(ElasticAddress::association)
                                                .map(Association::id)))
                .onAny(prefix + "ip-owner-id", on(elastic, ElasticAddress::project))
                .onAny(prefix + "public-ip", on(elastic, ElasticAddress::address))
                .onAny(
                        prefix + "public-dns-name",
                        on(elastic, one -> InstanceXml.publicDns(one.address())))
                .onNothing(prefix + "carrier-ip", prefix + "customer-owned-ip");
    }

    private static void absent(Filters.Builder<Instance> filters) {
        filters.onNothing(NIC + "ipv4-prefixes.ipv4-prefix", NIC + "ipv6-prefixes.ipv6-prefix")
                .onNothing(NIC + "ipv6-address", NIC + "ipv6-addresses.ipv6-address")
                .onNothing(NIC + "ipv6-addresses.is-primary-ipv6", NIC + "operator.principal")
                .onNothing(NIC + "outpost-arn", NIC + "requester-id");
    }

    private static boolean isPresent(Instance instance) {
        return instance.state() != InstanceState.TERMINATED;
    }

    private static Function<Instance, Collection<String>> onInstance(
            Function<Instance, Object> part) {
        return one -> isPresent(one) ? List.of(XmlWriter.shown(part.apply(one))) : List.of();
    }

    private static Function<Instance, Collection<String>> onTags(
            Function<Map<String, String>, Collection<String>> part) {
        return one -> isPresent(one) ? part.apply(one.spec().options().interfaceTags()) : List.of();
    }

    private static Function<Instance, Collection<String>> on(
            Function<Instance, Optional<ElasticAddress>> elastic,
            Function<ElasticAddress, Object> part) {
        return one -> InstanceFilters.texts(elastic.apply(one).map(part));
    }
}
