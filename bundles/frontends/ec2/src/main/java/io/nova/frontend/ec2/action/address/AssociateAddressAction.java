package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.api.network.AddressService.Target;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
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

    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);
    private static final Value<InterfaceId> NETWORK_INTERFACE_ID =
            Value.of("NetworkInterfaceId", InterfaceId::new);
    private static final Value<Ipv4> PRIVATE_IP_ADDRESS = Value.of("PrivateIpAddress", Ipv4::new);
    private static final Value<Boolean> ALLOW_REASSOCIATION = Value.flag("AllowReassociation");

    private static final ActionSpec SPEC =
            ActionSpec.changes("AssociateAddress", ResourceType.ADDRESS)
                    .takes(
                            AddressXml.ALLOCATION_ID,
                            AddressXml.PUBLIC_IP,
                            INSTANCE_ID,
                            NETWORK_INTERFACE_ID)
                    .takes(PRIVATE_IP_ADDRESS, ALLOW_REASSOCIATION)
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
    public XmlBody perform(RequestContext context, Arguments call) {
        if (!call.has(INSTANCE_ID) && !call.has(NETWORK_INTERFACE_ID)) {
            throw call.missing(INSTANCE_ID);
        }
        // By its address it moves unless that is forbidden, as in EC2 and in 2010.
        boolean moves = call.find(ALLOW_REASSOCIATION).orElse(call.has(AddressXml.PUBLIC_IP));
        ElasticAddress address =
                addresses.associate(
                        context,
                        AddressXml.ref(call),
                        new Target(
                                call.find(INSTANCE_ID),
                                call.find(NETWORK_INTERFACE_ID),
                                call.find(PRIVATE_IP_ADDRESS),
                                moves));
        return xml ->
                xml.text("return", true)
                        .text("associationId", address.association().map(Association::id));
    }
}
