package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.api.network.AddressService.AddressRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.AllocationId;
import io.nova.model.Id;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's public addresses. */
@Component(service = Ec2Action.class)
public final class DescribeAddressesAction implements Ec2Action {

    private static final Filters<ElasticAddress> FILTERS =
            new Filters.Builder<ElasticAddress>()
                    .on("allocation-id", ElasticAddress::id)
                    .onAny("association-id", on(Association::id))
                    .on("domain", address -> "vpc")
                    .onAny("instance-id", on(Association::instance))
                    .on("network-border-group", address -> AddressXml.GROUP)
                    .onAny("network-interface-id", on(Association::networkInterface))
                    .onAny(
                            "network-interface-owner-id",
                            one ->
                                    one.association().isPresent()
                                            ? List.of(one.project().value())
                                            : List.of())
                    .onAny("private-ip-address", on(Association::privateAddress))
                    .on("public-ip", ElasticAddress::address)
                    .onTags(ElasticAddress::tags)
                    .build();

    private static final Values<Ipv4> PUBLIC_IPS = Values.of("PublicIp", Ipv4::new);
    private static final Values<AllocationId> ALLOCATION_IDS =
            Values.of("AllocationId", AllocationId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeAddresses", ResourceType.ADDRESS)
                    .takes(PUBLIC_IPS, ALLOCATION_IDS)
                    .filters(FILTERS)
                    .build();

    private final AddressService addresses;

    @Activate
    public DescribeAddressesAction(@Reference AddressService addresses) {
        this.addresses = addresses;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<AddressRef> asked = new ArrayList<>();
        call.list(ALLOCATION_IDS).forEach(id -> asked.add(AddressRef.of(id)));
        call.list(PUBLIC_IPS).forEach(ip -> asked.add(AddressRef.of(ip)));
        Predicate<ElasticAddress> matching = FILTERS.of(call);
        // EC2 shows addresses all at once; the quota bounds them.
        List<ElasticAddress> shown =
                Paging.of(call, false)
                        .read(
                                (after, limit) -> addresses.describe(context, asked, after, limit),
                                matching)
                        .items();
        return xml -> xml.items("addressesSet", shown, one -> AddressXml.write(xml, one));
    }

    private static Function<ElasticAddress, Collection<String>> on(Function<Association, Id> part) {
        return address ->
                address.association().map(part).map(Id::value).map(List::of).orElse(List.of());
    }
}
