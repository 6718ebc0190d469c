package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.api.network.AddressService.AddressRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.AssociationId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a public address off its instance. */
@Component(service = Ec2Action.class)
public final class DisassociateAddressAction implements Ec2Action {

    private static final Value<AssociationId> ASSOCIATION_ID =
            Value.of("AssociationId", AssociationId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DisassociateAddress", ResourceType.ADDRESS)
                    .takes(ASSOCIATION_ID, AddressXml.PUBLIC_IP)
                    .build();

    private final AddressService addresses;

    @Activate
    public DisassociateAddressAction(@Reference AddressService addresses) {
        this.addresses = addresses;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        if (call.has(ASSOCIATION_ID)) {
            addresses.disassociate(context, call.get(ASSOCIATION_ID));
        } else if (call.has(AddressXml.PUBLIC_IP)) {
            addresses.disassociate(context, AddressRef.of(call.get(AddressXml.PUBLIC_IP)));
        } else {
            throw call.missing(ASSOCIATION_ID);
        }
        return XmlBody.DONE;
    }
}
