package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.network.AddressService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.PortGroup;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows instances, grouped by their reservations. */
@Component(service = Ec2Action.class)
public final class DescribeInstancesAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInstances", ResourceType.INSTANCE)
                    .takes("InstanceId.N")
                    .describes()
                    .build();

    private final InstanceService instances;
    private final AddressService addresses;
    private final InstanceVolumeService volumes;
    private final Filters<Instance> filters;

    @Activate
    public DescribeInstancesAction(
            @Reference InstanceService instances,
            @Reference AddressService addresses,
            @Reference InstanceVolumeService volumes) {
        this.instances = instances;
        this.addresses = addresses;
        this.volumes = volumes;
        this.filters = filters(addresses, volumes);
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        List<InstanceId> ids = query.list("InstanceId", InstanceId::new);
        Paging paging = Paging.of(query, !ids.isEmpty());
        Predicate<Instance> matching = filters.of(query);
        Page<Instance> page =
                paging.read(
                        (after, limit) ->
                                instances.describe(
                                        context,
                                        new InstanceQuery(ids, matching, after, limit, false)));
        Map<String, List<Instance>> reservations = new LinkedHashMap<>();
        for (Instance instance : page.items()) {
            reservations
                    .computeIfAbsent(instance.reservation().value(), id -> new ArrayList<>())
                    .add(instance);
        }
        reservations
                .values()
                .forEach(one -> one.sort(Comparator.comparingInt(Instance::launchIndex)));
        List<InstanceId> shown = page.items().stream().map(Instance::id).toList();
        Map<InstanceId, ElasticAddress> elastic = addresses.ofInstances(shown);
        Map<InstanceId, List<Volume>> devices = volumes.ofInstances(shown);
        return xml ->
                xml.items(
                                "reservationSet",
                                reservations.values(),
                                one -> InstanceXml.reservation(xml, one, elastic, devices))
                        .text("nextToken", page.next().map(paging::token));
    }

    private static Filters<Instance> filters(
            AddressService addresses, InstanceVolumeService volumes) {
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
                .onAny("group-id", one -> groups(one, PortGroup::id))
                .onAny("group-name", one -> groups(one, PortGroup::name))
                .onAny("instance.group-id", one -> groups(one, PortGroup::id))
                .onAny("instance.group-name", one -> groups(one, PortGroup::name))
                .onAny("network-interface.group-id", one -> groups(one, PortGroup::id))
                .onAny("network-interface.group-name", one -> groups(one, PortGroup::name))
                .on("image-id", instance -> instance.spec().image())
                .on("instance-id", Instance::id)
                .on("instance-state-code", one -> StateXml.code(one.state()))
                .on("instance-state-name", one -> StateXml.name(one.state()))
                .on("instance-type", instance -> instance.spec().typeName())
                .onAny("kernel-id", one -> texts(one.spec().kernel()))
                .onAny("key-name", one -> texts(one.spec().keyName()))
                .on("launch-index", Instance::launchIndex)
                .on("launch-time", Instance::launchTime)
                .on("network-interface.network-interface-id", one -> one.port().id())
                .on("monitoring-state", instance -> "disabled")
                .on("network-interface.owner-id", Instance::project)
                .on("network-interface.status", instance -> "in-use")
                .on("network-interface.subnet-id", one -> one.port().subnet())
                .on("network-interface.vpc-id", one -> one.port().vpc())
                .on("network-interface.mac-address", one -> one.port().mac())
                .on("network-interface.addresses.private-ip-address", one -> one.port().address())
                .onNothing("platform", "product-code", "requester-id")
                .onNothing("instance-lifecycle", "placement-group-name")
                .on("owner-id", Instance::project)
                .on("private-dns-name", one -> InstanceXml.privateDns(one.port().address()))
                .on("private-ip-address", instance -> instance.port().address())
                .onAny("ramdisk-id", one -> texts(one.spec().ramdisk()))
                .on("reservation-id", Instance::reservation)
                .on("root-device-name", one -> one.spec().boot().rootDevice())
                .on("root-device-type", instance -> "instance-store")
                .on("source-dest-check", one -> one.port().sourceDestCheck())
                .on("state-reason-message", one -> one.status().reason().message())
                .on("state-reason-code", one -> one.status().reason().code())
                .on("subnet-id", instance -> instance.port().subnet())
                .on("tenancy", instance -> "default")
                .on("virtualization-type", instance -> "hvm")
                .on("vpc-id", instance -> instance.port().vpc())
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

    private static List<String> groups(Instance instance, Function<PortGroup, Object> part) {
        return instance.port().groups().stream().map(part).map(Object::toString).toList();
    }
}
