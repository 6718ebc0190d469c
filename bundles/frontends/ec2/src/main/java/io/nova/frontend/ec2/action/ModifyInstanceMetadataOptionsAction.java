package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.MetadataOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes how metadata is served to an instance, running or not. */
@Component(service = Ec2Action.class)
public final class ModifyInstanceMetadataOptionsAction implements Ec2Action {

    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("ModifyInstanceMetadataOptions", ResourceType.INSTANCE)
                    .needs(INSTANCE_ID)
                    .takes(MetadataForm.PARAMETERS)
                    .only("HttpProtocolIpv6", "disabled")
                    .build();

    private final InstanceService instances;

    @Activate
    public ModifyInstanceMetadataOptionsAction(@Reference InstanceService instances) {
        this.instances = instances;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        InstanceId instance = call.get(INSTANCE_ID);
        MetadataOptions changed =
                instances.setMetadata(context, instance, now -> MetadataForm.of(call, now));
        return xml ->
                xml.text("instanceId", instance)
                        .element(
                                "instanceMetadataOptions",
                                // As in EC2, who asks again finds them applied.
                                () -> InstanceXml.metadata(xml, changed, "pending"));
    }
}
