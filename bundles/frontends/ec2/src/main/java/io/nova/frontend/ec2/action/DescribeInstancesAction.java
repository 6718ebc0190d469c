package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.network.AddressService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows instances, grouped by their reservations. */
@Component(service = Ec2Action.class)
public final class DescribeInstancesAction implements Ec2Action {

    private static final Values<InstanceId> INSTANCE_IDS = Values.of("InstanceId", InstanceId::new);

    private final InstanceService instances;
    private final AddressService addresses;
    private final InstanceVolumeService volumes;
    private final Filters<Instance> filters;
    private final ActionSpec spec;
    private final ReservationSet reservations;

    @Activate
    public DescribeInstancesAction(
            @Reference InstanceService instances,
            @Reference AddressService addresses,
            @Reference InstanceVolumeService volumes) {
        this.instances = instances;
        this.addresses = addresses;
        this.volumes = volumes;
        this.reservations = new ReservationSet(addresses, volumes);
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
        return reservations.of(
                context.project(),
                page.items(),
                xml -> xml.text("nextToken", page.next().map(paging::token)));
    }
}
