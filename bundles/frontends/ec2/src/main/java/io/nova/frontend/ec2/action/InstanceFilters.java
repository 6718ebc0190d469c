package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.api.network.AddressService;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters of DescribeInstances, and which of them an index serves. */
final class InstanceFilters {

    private static final String TAG = "tag:";
    private static final int LONGEST_NAME = TAG.length() + 128;
    private static final int MOST_VALUES = 20;

    /** What finds fewest comes first. */
    private static final Map<String, By> LOOKUPS = lookups();

    /** Those that only an instance with a public address can match. */
    static final Set<String> PUBLIC =
            Set.of(
                    "ip-address",
                    "dns-name",
                    "network-interface.public-dns-name",
                    "network-interface.association.",
                    "network-interface.addresses.association.");

    private InstanceFilters() {}

    private static Map<String, By> lookups() {
        Map<String, By> table = new LinkedHashMap<>();
        table.put("instance-id", By.ID);
        table.put("network-interface.attachment.instance-id", By.ID);
        table.put("private-ip-address", By.PRIVATE_ADDRESS);
        table.put("network-interface.private-ip-address", By.PRIVATE_ADDRESS);
        table.put("network-interface.addresses.private-ip-address", By.PRIVATE_ADDRESS);
        table.put("network-interface.network-interface-id", By.NETWORK_INTERFACE);
        table.put("reservation-id", By.RESERVATION);
        table.put("instance.group-id", By.SECURITY_GROUP);
        table.put("network-interface.group-id", By.SECURITY_GROUP);
        table.put("group-id", By.SECURITY_GROUP);
        return table;
    }

    static Filters<Instance> of(AddressService addresses, DeviceFilters devices) {
        Function<Instance, Optional<ElasticAddress>> elastic =
                one -> Optional.ofNullable(addresses.ofInstances(List.of(one.id())).get(one.id()));
        Filters.Builder<Instance> filters = new Filters.Builder<>();
        launched(filters);
        placed(filters);
        seen(filters);
        connected(filters, elastic);
        devices.addTo(filters);
        absent(filters);
        InstanceInterfaceFilters.addTo(filters, elastic);
        return filters.onTags(Instance::tags).build();
    }

    /** On what its owner asked for. */
    private static void launched(Filters.Builder<Instance> filters) {
        filters.on("client-token", one -> one.clientToken().orElse(""))
                .on("image-id", one -> one.spec().image())
                .on("instance-id", Instance::id)
                .on("instance-type", one -> one.spec().typeName())
                .onAny("kernel-id", one -> texts(one.spec().kernel()))
                .onAny("key-name", one -> texts(one.spec().keyName()))
                .on("launch-index", Instance::launchIndex)
                .on("launch-time", Instance::launchTime)
                .on("owner-id", Instance::project)
                .onAny("ramdisk-id", one -> texts(one.spec().ramdisk()))
                .on("reservation-id", Instance::reservation)
                .on("root-device-name", one -> one.spec().boot().rootDevice());
        String options = "metadata-options.";
        filters.on(
                        options + "http-endpoint",
                        one -> word(one.spec().options().metadata().endpoint()))
                .on(
                        options + "http-protocol-ipv4",
                        one -> word(one.spec().options().metadata().endpoint()))
                .onSame("disabled", options + "http-protocol-ipv6")
                .on(
                        options + "http-put-response-hop-limit",
                        one -> one.spec().options().metadata().hopLimit())
                .on(
                        options + "http-tokens",
                        one ->
                                one.spec().options().metadata().tokensRequired()
                                        ? "required"
                                        : "optional")
                .on(
                        options + "instance-metadata-tags",
                        one -> word(one.spec().options().metadata().tags()))
                .onSame("applied", options + "state");
    }

    private static String word(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    /** On what it is in this cloud, whatever was asked. */
    private static void placed(Filters.Builder<Instance> filters) {
        filters.on("availability-zone", one -> one.spec().zone())
                // A zone's id is its name: there is one account's view only.
                .on("availability-zone-id", one -> one.spec().zone())
                .onSame("x86_64", "architecture")
                .onSame("xen", "hypervisor")
                .onSame("hvm", "virtualization-type")
                .onSame("instance-store", "root-device-type")
                .onSame("default", "tenancy")
                .onSame("disabled", "monitoring-state")
                .onSame(InstanceXml.PLATFORM, "platform-details")
                .onSame(InstanceXml.USAGE, "usage-operation")
                .onSame(InstanceXml.FIRMWARE, "current-instance-boot-mode")
                .onSame(InstanceXml.RECOVERY, "maintenance-options.auto-recovery")
                .onSame(false, "ebs-optimized", "ena-support", "enclave-options.enabled")
                .onSame(false, "hibernation-options.configured", "operator.managed");
    }

    private static void seen(Filters.Builder<Instance> filters) {
        filters.on("instance-state-code", one -> StateXml.code(one.state()))
                .on("instance-state-name", one -> StateXml.name(one.state()))
                .on("reason", InstanceXml::transitionReason)
                .on("state-reason-code", one -> one.status().reason().code())
                .on("state-reason-message", one -> one.status().reason().message());
    }

    /** On where it is in its network; an instance that ended is nowhere. */
    private static void connected(
            Filters.Builder<Instance> filters,
            Function<Instance, Optional<ElasticAddress>> elastic) {
        String names = "private-dns-name-options.";
        filters.onAny("group-id", onGroups(PortGroup::id))
                .onAny("group-name", onGroups(PortGroup::name))
                .onAny("instance.group-id", onGroups(PortGroup::id))
                .onAny("instance.group-name", onGroups(PortGroup::name))
                .onAny("private-dns-name", onPort(port -> InstanceXml.privateDns(port.address())))
                .onAny("private-ip-address", onPort(Port::address))
                .onAny("source-dest-check", onPort(Port::sourceDestCheck))
                .onAny("subnet-id", onPort(Port::subnet))
                .onAny("vpc-id", onPort(Port::vpc))
                .onAny("ip-address", one -> texts(elastic.apply(one).map(ElasticAddress::address)))
                .onAny(
                        "dns-name",
                        one ->
                                texts(
                                        elastic.apply(one)
                                                .map(ElasticAddress::address)
                                                .map(InstanceXml::publicDns)))
                .onAny(names + "hostname-type", onPort(port -> InstanceXml.HOSTNAMES))
                .onAny(names + "enable-resource-name-dns-a-record", onPort(port -> false))
                .onAny(names + "enable-resource-name-dns-aaaa-record", onPort(port -> false));
    }

    /** On what EC2's instances may have, and this cloud's never do. */
    private static void absent(Filters.Builder<Instance> filters) {
        String reservation = "capacity-reservation-specification.capacity-reservation-";
        filters.onNothing("affinity", "boot-mode", "host-id", "instance-lifecycle")
                .onNothing("capacity-reservation-id", reservation + "preference")
                .onNothing(reservation + "target.capacity-reservation-id")
                .onNothing(reservation + "target.capacity-reservation-resource-group-arn")
                .onNothing("iam-instance-profile.arn", "iam-instance-profile.id")
                .onNothing("iam-instance-profile.name", "ipv6-address")
                .onNothing("network-performance-options.bandwidth-weighting")
                .onNothing("operator.principal", "outpost-arn", "placement-group-name")
                .onNothing("placement-partition-number", "platform", "product-code")
                .onNothing("product-code.type", "requester-id", "spot-instance-request-id")
                .onNothing("tpm-support", "usage-operation-update-time");
    }

    static List<String> texts(Optional<?> value) {
        return texts(value.stream());
    }

    private static List<String> texts(Stream<?> values) {
        return values.map(XmlWriter::shown).toList();
    }

    /** An instance that ended has no interface any longer. */
    private static Stream<Port> port(Instance instance) {
        return instance.state() == InstanceState.TERMINATED
                ? Stream.empty()
                : Stream.of(instance.port());
    }

    static Function<Instance, Collection<String>> onPort(Function<Port, Object> part) {
        return one -> texts(port(one).map(part));
    }

    static Function<Instance, Collection<String>> onGroups(Function<PortGroup, Object> part) {
        return one -> texts(port(one).flatMap(port -> port.groups().stream()).map(part));
    }

    /** Returns what all instances that a request's filters let through can be looked up by. */
    static Optional<InstanceLookup> lookup(Arguments call) {
        List<String> given = Filters.given(call);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<InstanceLookup> known = lookup(call, LOOKUPS);
        if (known.isPresent()) {
            return known;
        }
        for (String name : given) {
            Set<String> values = Filters.exact(call, name);
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
    static Optional<InstanceLookup> lookup(Arguments call, Map<String, By> table) {
        for (Map.Entry<String, By> one : table.entrySet()) {
            Set<String> values = Filters.exact(call, one.getKey());
            if (isFew(values)) {
                return Optional.of(new InstanceLookup(one.getValue(), values));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the instances that have a public address, if a filter on that is given: no other can
     * match it, whatever its values are.
     *
     * @param names the filters on it; one that ends with a dot stands for all that begin so
     */
    static Optional<InstanceLookup> publicly(
            Arguments call, ProjectId project, AddressService addresses, Set<String> names) {
        boolean asks =
                Filters.given(call).stream()
                        .anyMatch(
                                name ->
                                        names.contains(name)
                                                || names.stream()
                                                        .filter(one -> one.endsWith("."))
                                                        .anyMatch(name::startsWith));
        return asks
                ? Optional.of(
                        new InstanceLookup(
                                By.ID,
                                addresses.instancesWithOne(project).stream()
                                        .map(InstanceId::value)
                                        .collect(Collectors.toSet())))
                : Optional.empty();
    }

    /** With many the project's own index is the better one. */
    private static boolean isFew(Set<String> values) {
        return !values.isEmpty() && values.size() <= MOST_VALUES;
    }
}
