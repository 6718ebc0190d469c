package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import io.nova.model.volume.Volume;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a volume off its instance. */
@Component(service = Ec2Action.class)
public final class DetachVolumeAction implements Ec2Action {

    private static final Value<VolumeId> VOLUME_ID = Value.of("VolumeId", VolumeId::new);
    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);
    private static final Value<String> DEVICE = Value.text("Device");
    private static final Value<Boolean> FORCE = Value.flag("Force");

    private static final ActionSpec SPEC =
            ActionSpec.changes("DetachVolume", ResourceType.VOLUME)
                    .needs(VOLUME_ID)
                    .takes(INSTANCE_ID, DEVICE, FORCE)
                    .build();

    private final VolumeService volumes;

    @Activate
    public DetachVolumeAction(@Reference VolumeService volumes) {
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Volume volume =
                volumes.detach(
                        context,
                        call.get(VOLUME_ID),
                        call.find(INSTANCE_ID),
                        call.find(DEVICE),
                        call.is(FORCE));
        return xml -> VolumeXml.attachment(xml, volume);
    }
}
