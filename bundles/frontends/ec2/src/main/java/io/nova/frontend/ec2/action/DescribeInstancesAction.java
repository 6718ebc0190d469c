package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.Reservation;
import io.nova.api.network.AddressService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.KeptList;
import io.nova.frontend.ec2.xml.KeptLists;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlList;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.volume.Volume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows instances, grouped by their reservations. */
@Component(service = Ec2Action.class)
public final class DescribeInstancesAction implements Ec2Action {

    private static final Values<InstanceId> INSTANCE_IDS = Values.of("InstanceId", InstanceId::new);

    /** Some 10,000 instances: what is kept takes twice that at most. */
    private static final long MOST_WRITTEN = 32 << 20;

    private static final String SET = "reservationSet";

    /** The text of as many is kept as a whole, for so many projects. */
    private static final int MANY = 500;

    private static final int PROJECTS = 2;

    private final InstanceService instances;
    private final AddressService addresses;
    private final InstanceVolumeService volumes;
    private final Filters<Instance> filters;
    private final ActionSpec spec;
    private final WrittenInstances written = new WrittenInstances(MOST_WRITTEN);
    private final KeptLists kept = new KeptLists(PROJECTS);

    @Activate
    public DescribeInstancesAction(
            @Reference InstanceService instances,
            @Reference AddressService addresses,
            @Reference InstanceVolumeService volumes) {
        this.instances = instances;
        this.addresses = addresses;
        this.volumes = volumes;
        this.filters = InstanceFilters.of(addresses, DeviceFilters.NONE);
        this.spec =
                ActionSpec.reads("DescribeInstances", ResourceType.INSTANCE)
                        .takes(INSTANCE_IDS)
                        .flags("IncludeManagedResources")
                        .describes(filters)
                        .build();
    }

    @Override
    public ActionSpec spec() {
        return spec;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<InstanceId> ids = call.list(INSTANCE_IDS);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Optional<DeviceFilters> devices = DeviceFilters.of(call, ids, context.project(), volumes);
        Predicate<Instance> matching =
                devices.map(some -> InstanceFilters.of(addresses, some)).orElse(filters).of(call);
        Optional<InstanceLookup> lookup =
                InstanceFilters.lookup(call)
                        .or(() -> devices.map(DeviceFilters::lookup))
                        .or(
                                () ->
                                        InstanceFilters.publicly(
                                                call,
                                                context.project(),
                                                addresses,
                                                InstanceFilters.PUBLIC));
        Page<Instance> page =
                paging.read(
                        (after, limit) ->
                                instances.describe(
                                        context,
                                        new InstanceQuery(
                                                ids, lookup, matching, after, limit, false)));
        List<InstanceId> shown = page.items().stream().map(Instance::id).toList();
        Map<InstanceId, ElasticAddress> elastic = addresses.ofInstances(shown);
        Map<InstanceId, List<Volume>> devices = volumes.ofInstances(shown);
        XmlBody rest = xml -> xml.text("nextToken", page.next().map(paging::token));
        Optional<KeptList> text = text(context.project(), page.items(), elastic, devices);
        if (text.isPresent() && text.get().isKnown()) {
            return XmlList.known(SET, text.get(), rest);
        }
        Map<String, List<Instance>> reservations = new LinkedHashMap<>();
        for (Instance instance : page.items()) {
            reservations
                    .computeIfAbsent(instance.reservation().value(), id -> new ArrayList<>())
                    .add(instance);
        }
        reservations
                .values()
                .forEach(one -> one.sort(Comparator.comparingInt(Instance::launchIndex)));
<<<<<<< HEAD
=======
        List<InstanceId> shown = page.items().stream().map(Instance::id).toList();
        Map<InstanceId, ElasticAddress> elastic = addresses.ofInstances(shown);
        Map<InstanceId, List<Volume>> attached = volumes.ofInstances(shown);
>>>>>>> ec6988d (Look up groups of rules, volumes of snapshots and instances with volumes by filters)
        return new XmlList<>(
                SET,
                reservations.values(),
                (xml, some) ->
                        InstanceXml.reservation(
                                xml,
                                reservation(some),
                                one ->
                                        written.write(
                                                xml,
                                                one,
                                                Optional.ofNullable(elastic.get(one.id())),
<<<<<<< HEAD
                                                devices.getOrDefault(one.id(), List.of()))),
                rest,
                text);
    }

    /** Returns the text of the list, or where to keep it; nothing if it is short. */
    private Optional<KeptList> text(
            ProjectId project,
            List<Instance> shown,
            Map<InstanceId, ElasticAddress> elastic,
            Map<InstanceId, List<Volume>> devices) {
        if (shown.size() < MANY) {
            return Optional.empty();
        }
        List<Object> all = new ArrayList<>(shown);
        if (!elastic.isEmpty() || !devices.isEmpty()) {
            for (Instance one : shown) {
                all.add(elastic.get(one.id()));
                all.addAll(devices.getOrDefault(one.id(), List.of()));
            }
        }
        return Optional.of(kept.of(project, all));
=======
                                                attached.getOrDefault(one.id(), List.of()))),
                xml -> xml.text("nextToken", page.next().map(paging::token)));
>>>>>>> ec6988d (Look up groups of rules, volumes of snapshots and instances with volumes by filters)
    }

    private static Reservation reservation(List<Instance> some) {
        Instance first = some.get(0);
        return new Reservation(first.reservation(), first.project(), some);
    }
}
