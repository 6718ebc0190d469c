package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.network.AddressService;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.PortGroup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The filters of DescribeNetworkInterfaces, and which of them an index serves. */
final class NetworkInterfaceFilters {

    /** What finds fewest comes first. */
    private static final Map<String, By> LOOKUPS = lookups();

    private NetworkInterfaceFilters() {}

    private static Map<String, By> lookups() {
        Map<String, By> table = new LinkedHashMap<>();
        table.put("network-interface-id", By.NETWORK_INTERFACE);
        table.put("attachment.instance-id", By.ID);
        table.put("private-ip-address", By.PRIVATE_ADDRESS);
        table.put("addresses.private-ip-address", By.PRIVATE_ADDRESS);
        table.put("group-id", By.SECURITY_GROUP);
        return table;
    }

    static Optional<InstanceLookup> lookup(Arguments call) {
        return InstanceFilters.lookup(call, LOOKUPS);
    }

    static Filters<Instance> of(AddressService addresses) {
        Elastic elastic = new Elastic(addresses);
        return new Filters.Builder<Instance>()
                .onAny("addresses.association.owner-id", elastic.on(ElasticAddress::project))
                .onAny("addresses.association.public-ip", elastic.on(ElasticAddress::address))
                .on("addresses.primary", one -> true)
                .on("addresses.private-ip-address", one -> one.port().address())
                .onAny("association.allocation-id", elastic.on(ElasticAddress::id))
                .onAny(
                        "association.association-id",
                        one ->
                                Elastic.texts(
                                        elastic.of(one)
                                                .flatMap(ElasticAddress::association)
                                                .map(Association::id)))
                .onAny("association.ip-owner-id", elastic.on(ElasticAddress::project))
                .onAny(
                        "association.public-dns-name",
                        elastic.on(one -> InstanceXml.publicDns(one.address())))
                .onAny("association.public-ip", elastic.on(ElasticAddress::address))
                .on("attachment.attach-time", Instance::launchTime)
                .on("attachment.attachment-id", one -> InstanceXml.attachment(one.port()))
                .on("attachment.delete-on-termination", one -> true)
                .on("attachment.device-index", one -> 0)
                .on("attachment.instance-id", Instance::id)
                .on("attachment.instance-owner-id", Instance::project)
                .on("attachment.status", one -> "attached")
                .on("availability-zone", one -> one.spec().zone())
                // A zone's id is its name: there is one account's view only.
                .on("availability-zone-id", one -> one.spec().zone())
                .on("description", one -> one.spec().options().interfaceDescription())
                .onAny("group-id", onGroups(PortGroup::id))
                .onAny("group-name", onGroups(PortGroup::name))
                .on("interface-type", one -> "interface")
                .on("mac-address", one -> one.port().mac())
                .on("network-interface-id", one -> one.port().id())
                .on("operator.managed", one -> false)
                .on("owner-id", Instance::project)
                .on("private-dns-name", one -> InstanceXml.privateDns(one.port().address()))
                .on("private-ip-address", one -> one.port().address())
                .on("requester-managed", one -> false)
                .on("source-dest-check", one -> one.port().sourceDestCheck())
                .on("status", one -> "in-use")
                .on("subnet-id", one -> one.port().subnet())
                .on("vpc-id", one -> one.port().vpc())
                .onNothing("attachment.nat-gateway-id", "ipv6-addresses.ipv6-address")
                .onNothing("operator.principal", "requester-id")
                .onTags(one -> one.spec().options().interfaceTags())
                .build();
    }

    private static Function<Instance, Collection<String>> onGroups(
            Function<PortGroup, Object> part) {
        return one -> one.port().groups().stream().map(part).map(XmlWriter::shown).toList();
    }

    /** The public address that leads to an interface. */
    private record Elastic(AddressService addresses) {

        Function<Instance, Collection<String>> on(Function<ElasticAddress, Object> part) {
            return one -> texts(of(one).map(part));
        }

        private Optional<ElasticAddress> of(Instance one) {
            return Optional.ofNullable(addresses.ofInstances(List.of(one.id())).get(one.id()));
        }

        private static List<String> texts(Optional<?> value) {
            return value.stream().map(XmlWriter::shown).toList();
        }
    }
}
