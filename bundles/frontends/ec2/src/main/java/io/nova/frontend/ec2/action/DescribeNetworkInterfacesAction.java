package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.NetworkInterfaceService;
import io.nova.api.network.AddressService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlList;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the interfaces by which instances are on their networks. */
@Component(service = Ec2Action.class)
public final class DescribeNetworkInterfacesAction implements Ec2Action {

    private static final Values<InterfaceId> NETWORK_INTERFACE_IDS =
            Values.of("NetworkInterfaceId", InterfaceId::new);

    /** Filters that only an interface with a public address can match. */
    private static final Set<String> PUBLIC = Set.of("association.", "addresses.association.");

    private final NetworkInterfaceService interfaces;
    private final AddressService addresses;
    private final Filters<Instance> filters;
    private final ActionSpec spec;

    @Activate
    public DescribeNetworkInterfacesAction(
            @Reference NetworkInterfaceService interfaces, @Reference AddressService addresses) {
        this.interfaces = interfaces;
        this.addresses = addresses;
        this.filters = NetworkInterfaceFilters.of(addresses);
        this.spec =
                ActionSpec.reads("DescribeNetworkInterfaces", ResourceType.NETWORK_INTERFACE)
                        .takes(NETWORK_INTERFACE_IDS)
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
        List<InterfaceId> ids = call.list(NETWORK_INTERFACE_IDS);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<Instance> matching = filters.of(call);
        Optional<InstanceLookup> lookup =
                NetworkInterfaceFilters.lookup(call)
                        .or(
                                () ->
                                        InstanceFilters.publicly(
                                                call, context.project(), addresses, PUBLIC));
        Page<Instance> page =
                paging.read(
                        (after, limit) ->
                                interfaces.describe(context, ids, lookup, matching, after, limit));
        Map<InstanceId, ElasticAddress> elastic =
                addresses.ofInstances(page.items().stream().map(Instance::id).toList());
        return new XmlList<>(
                "networkInterfaceSet",
                page.items(),
                (xml, one) ->
                        NetworkInterfaceXml.write(
                                xml, one, Optional.ofNullable(elastic.get(one.id()))),
                xml -> xml.text("nextToken", page.next().map(paging::token)));
    }
}
