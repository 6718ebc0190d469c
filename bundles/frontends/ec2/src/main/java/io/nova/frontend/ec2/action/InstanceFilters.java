package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.network.AddressService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The filters of DescribeInstances, and which of them an index serves. */
final class InstanceFilters {

    private static final String TAG = "tag:";
    private static final int LONGEST_NAME = TAG.length() + 128;
    private static final int MOST_VALUES = 20;

    /** What finds fewest comes first. */
    private static final Map<String, By> LOOKUPS = lookups();

    private InstanceFilters() {}

    private static Map<String, By> lookups() {
        Map<String, By> table = new LinkedHashMap<>();
        table.put("instance-id", By.ID);
        table.put("private-ip-address", By.PRIVATE_ADDRESS);
        table.put("network-interface.addresses.private-ip-address", By.PRIVATE_ADDRESS);
        table.put("network-interface.network-interface-id", By.NETWORK_INTERFACE);
        table.put("reservation-id", By.RESERVATION);
        table.put("instance.group-id", By.SECURITY_GROUP);
        table.put("network-interface.group-id", By.SECURITY_GROUP);
        table.put("group-id", By.SECURITY_GROUP);
        return table;
    }

    static Filters<Instance> of(AddressService addresses, InstanceVolumeService volumes) {
        Function<Instance, Optional<ElasticAddress>> elastic =
                one -> Optional.ofNullable(addresses.ofInstances(List.of(one.id())).get(one.id()));
        Function<Instance, Collection<String>> publicIp =
                one -> texts(elastic.apply(one).map(ElasticAddress::address));
        Function<Instance, Collection<String>> publicName =
                one ->
                        texts(
                                elastic.apply(one)
                                        .map(ElasticAddress::address)
                                        .map(InstanceXml::publicDns));
        return new Filters.Builder<Instance>()
                .onAny("ip-address", publicIp)
                .onAny("network-interface.addresses.association.public-ip", publicIp)
                .onAny("network-interface.association.public-ip", publicIp)
                .onAny("dns-name", publicName)
                .onAny(
                        "network-interface.association.allocation-id",
                        one -> texts(elastic.apply(one).map(ElasticAddress::id)))
                .onAny(
                        "network-interface.association.association-id",
                        one ->
                                texts(
                                        elastic.apply(one)
                                                .flatMap(ElasticAddress::association)
                                                .map(Association::id)))
                .onAny("block-device-mapping.attach-time", on(volumes, Attachment::since))
                .onAny(
                        "block-device-mapping.delete-on-termination",
                        on(volumes, Attachment::deleteOnTermination))
                .onAny("block-device-mapping.device-name", on(volumes, Attachment::device))
                .onAny("block-device-mapping.status", on(volumes, one -> one.state().word()))
                .onAny(
                        "block-device-mapping.volume-id",
                        one -> texts(of(volumes, one).map(Volume::id)))
                .on("architecture", instance -> "x86_64")
                .on("availability-zone", instance -> instance.spec().zone())
                .on("client-token", instance -> instance.clientToken().orElse(""))
                .on("hypervisor", instance -> "xen")
                .onAny("group-id", onGroups(PortGroup::id))
                .onAny("group-name", onGroups(PortGroup::name))
                .onAny("instance.group-id", onGroups(PortGroup::id))
                .onAny("instance.group-name", onGroups(PortGroup::name))
                .onAny("network-interface.group-id", onGroups(PortGroup::id))
                .onAny("network-interface.group-name", onGroups(PortGroup::name))
                .on("image-id", instance -> instance.spec().image())
                .on("instance-id", Instance::id)
                .on("instance-state-code", one -> StateXml.code(one.state()))
                .on("instance-state-name", one -> StateXml.name(one.state()))
                .on("instance-type", instance -> instance.spec().typeName())
                .onAny("kernel-id", one -> texts(one.spec().kernel()))
                .onAny("key-name", one -> texts(one.spec().keyName()))
                .on("launch-index", Instance::launchIndex)
                .on("launch-time", Instance::launchTime)
                .onAny("network-interface.network-interface-id", onPort(Port::id))
                .on("monitoring-state", instance -> "disabled")
                .on("network-interface.owner-id", Instance::project)
                .on("network-interface.status", instance -> "in-use")
                .onAny("network-interface.subnet-id", onPort(Port::subnet))
                .onAny("network-interface.vpc-id", onPort(Port::vpc))
                .onAny("network-interface.mac-address", onPort(Port::mac))
                .onAny("network-interface.addresses.private-ip-address", onPort(Port::address))
                .onNothing("platform", "product-code", "requester-id")
                .onNothing("instance-lifecycle", "placement-group-name")
                .on("owner-id", Instance::project)
                .onAny("private-dns-name", onPort(port -> InstanceXml.privateDns(port.address())))
                .onAny("private-ip-address", onPort(Port::address))
                .onAny("ramdisk-id", one -> texts(one.spec().ramdisk()))
                .on("reservation-id", Instance::reservation)
                .on("root-device-name", one -> one.spec().boot().rootDevice())
                .on("root-device-type", instance -> "instance-store")
                .onAny("source-dest-check", onPort(Port::sourceDestCheck))
                .on("state-reason-message", one -> one.status().reason().message())
                .on("state-reason-code", one -> one.status().reason().code())
                .onAny("subnet-id", onPort(Port::subnet))
                .on("tenancy", instance -> "default")
                .on("virtualization-type", instance -> "hvm")
                .onAny("vpc-id", onPort(Port::vpc))
                .onTags(Instance::tags)
                .build();
    }

    private static List<String> texts(Optional<?> value) {
        return texts(value.stream());
    }

    private static List<String> texts(Stream<?> values) {
        return values.map(XmlWriter::shown).toList();
    }

    private static Stream<Volume> of(InstanceVolumeService volumes, Instance instance) {
        return volumes
                .ofInstances(List.of(instance.id()))
                .getOrDefault(instance.id(), List.of())
                .stream();
    }

    private static Function<Instance, Collection<String>> on(
            InstanceVolumeService volumes, Function<Attachment, Object> part) {
        return one -> texts(of(volumes, one).flatMap(v -> v.attachment().stream()).map(part));
    }

    /** An instance that ended has no interface any longer. */
    private static Stream<Port> port(Instance instance) {
        return instance.state() == InstanceState.TERMINATED
                ? Stream.empty()
                : Stream.of(instance.port());
    }

    private static Function<Instance, Collection<String>> onPort(Function<Port, Object> part) {
        return one -> texts(port(one).map(part));
    }

    private static Function<Instance, Collection<String>> onGroups(
            Function<PortGroup, Object> part) {
        return one -> texts(port(one).flatMap(port -> port.groups().stream()).map(part));
    }

    /** Returns what all instances that a request's filters let through can be looked up by. */
    static Optional<InstanceLookup> lookup(Query query) {
        List<Query> given = query.structures("Filter");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<InstanceLookup> known = lookup(query, LOOKUPS);
        if (known.isPresent()) {
            return known;
        }
        for (Query filter : given) {
            String name = filter.required("Name");
            Set<String> values = Filters.exact(query, name);
            if (name.startsWith(TAG) && name.length() <= LONGEST_NAME && isFew(values)) {
                String key = name.substring(TAG.length());
                Set<String> tags = new LinkedHashSet<>();
                values.forEach(value -> tags.add(InstanceLookup.tag(key, value)));
                return Optional.of(new InstanceLookup(By.TAG, tags));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what a request's filters name exactly.
     *
     * @param table which filters an index serves; the best comes first
     */
    static Optional<InstanceLookup> lookup(Query query, Map<String, By> table) {
        for (Map.Entry<String, By> one : table.entrySet()) {
            Set<String> values = Filters.exact(query, one.getKey());
            if (isFew(values)) {
                return Optional.of(new InstanceLookup(one.getValue(), values));
            }
        }
        return Optional.empty();
    }

    /** With many the project's own index is the better one. */
    private static boolean isFew(Set<String> values) {
        return !values.isEmpty() && values.size() <= MOST_VALUES;
    }
}
