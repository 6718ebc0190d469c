package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.api.network.AddressService.Target;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Ipv4;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Puts a public address on an instance. */
@Component(service = Ec2Action.class)
public final class AssociateAddressAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("AssociateAddress", ResourceType.ADDRESS)
                    .takes("AllocationId", "PublicIp", "InstanceId", "NetworkInterfaceId")
                    .takes("PrivateIpAddress", "AllowReassociation")
                    .build();

    private final AddressService addresses;

    @Activate
    public AssociateAddressAction(@Reference AddressService addresses) {
        this.addresses = addresses;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        if (!query.has("InstanceId") && !query.has("NetworkInterfaceId")) {
            throw InvalidParameterException.missing("InstanceId");
        }
        // By its address it moves unless that is forbidden, as in EC2 and in 2010.
        boolean moves = query.flag("AllowReassociation", query.has("PublicIp"));
        ElasticAddress address =
                addresses.associate(
                        context,
                        AddressXml.ref(query),
                        new Target(
                                query.parsed("InstanceId", InstanceId::new),
                                query.parsed("NetworkInterfaceId", InterfaceId::new),
                                query.parsed("PrivateIpAddress", Ipv4::new),
                                moves));
        return xml ->
                xml.text("return", true)
                        .text("associationId", address.association().map(Association::id));
    }
}
