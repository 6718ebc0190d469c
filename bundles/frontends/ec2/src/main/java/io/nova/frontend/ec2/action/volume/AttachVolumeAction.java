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

/** Gives a volume to an instance. */
@Component(service = Ec2Action.class)
public final class AttachVolumeAction implements Ec2Action {

    private static final Value<VolumeId> VOLUME_ID = Value.of("VolumeId", VolumeId::new);
    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);
    private static final Value<String> DEVICE = Value.of("Device", DeviceName.OF_VOLUME);

    private static final ActionSpec SPEC =
            ActionSpec.changes("AttachVolume", ResourceType.VOLUME)
                    .needs(VOLUME_ID, INSTANCE_ID, DEVICE)
                    .refuses("EbsCardIndex")
                    .build();

    private final VolumeService volumes;

    @Activate
    public AttachVolumeAction(@Reference VolumeService volumes) {
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Volume volume =
                volumes.attach(
                        context, call.get(VOLUME_ID), call.get(INSTANCE_ID), call.get(DEVICE));
        return xml -> VolumeXml.attachment(xml, volume);
    }
}
