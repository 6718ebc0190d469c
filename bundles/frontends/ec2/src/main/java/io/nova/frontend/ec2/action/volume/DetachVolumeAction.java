package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("DetachVolume", ResourceType.VOLUME)
                    .needs("VolumeId")
                    .takes("InstanceId", "Device", "Force")
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
    public XmlBody perform(RequestContext context, Query query) {
        Volume volume =
                volumes.detach(
                        context,
                        new VolumeId(query.required("VolumeId")),
                        query.parsed("InstanceId", InstanceId::new),
                        query.text("Device"),
                        query.flag("Force", false));
        return xml -> VolumeXml.attachment(xml, volume);
    }
}
