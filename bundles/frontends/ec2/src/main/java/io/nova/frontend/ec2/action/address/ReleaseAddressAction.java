package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a public address back from the project. */
@Component(service = Ec2Action.class)
public final class ReleaseAddressAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("ReleaseAddress", ResourceType.ADDRESS)
                    .takes(AddressXml.ALLOCATION_ID, AddressXml.PUBLIC_IP)
                    .only("NetworkBorderGroup", AddressXml.GROUP)
                    .build();

    private final AddressService addresses;

    @Activate
    public ReleaseAddressAction(@Reference AddressService addresses) {
        this.addresses = addresses;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        addresses.release(context, AddressXml.ref(call));
        return XmlBody.DONE;
    }
}
