package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives the project a public address. */
@Component(service = Ec2Action.class)
public final class AllocateAddressAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("elastic-ip");
    private static final Value<Ipv4> ADDRESS = Value.of("Address", Ipv4::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("AllocateAddress", ResourceType.ADDRESS)
                    .takes(ADDRESS)
                    .only("Domain", "vpc")
                    .only("PublicIpv4Pool", "amazon")
                    .only("NetworkBorderGroup", AddressXml.GROUP)
                    .refuses("CustomerOwnedIpv4Pool", "IpamPoolId")
                    .tags(TAGS)
                    .build();

    private final AddressService addresses;

    @Activate
    public AllocateAddressAction(@Reference AddressService addresses) {
        this.addresses = addresses;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        ElasticAddress address = addresses.allocate(context, call.find(ADDRESS), TAGS.of(call));
        return xml ->
                xml.text("publicIp", address.address())
                        .text("allocationId", address.id())
                        .text("domain", "vpc")
                        .text("publicIpv4Pool", "amazon")
                        .text("networkBorderGroup", AddressXml.GROUP);
    }
}
