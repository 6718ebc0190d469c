package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.api.network.AddressService.AddressRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.AssociationId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.Ipv4;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a public address off its instance. */
@Component(service = Ec2Action.class)
public final class DisassociateAddressAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("DisassociateAddress", ResourceType.ADDRESS)
                    .takes("AssociationId", "PublicIp")
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
    public XmlBody perform(RequestContext context, Query query) {
        if (query.has("AssociationId")) {
            addresses.disassociate(context, new AssociationId(query.required("AssociationId")));
        } else if (query.has("PublicIp")) {
            addresses.disassociate(context, AddressRef.of(new Ipv4(query.required("PublicIp"))));
        } else {
            throw InvalidParameterException.missing("AssociationId");
        }
        return XmlBody.DONE;
    }
}
