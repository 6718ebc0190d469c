package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.VolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes a volume with all that it holds. */
@Component(service = Ec2Action.class)
public final class DeleteVolumeAction implements Ec2Action {

    private static final Value<VolumeId> VOLUME_ID = Value.of("VolumeId", VolumeId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeleteVolume", ResourceType.VOLUME).needs(VOLUME_ID).build();

    private final VolumeService volumes;

    @Activate
    public DeleteVolumeAction(@Reference VolumeService volumes) {
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        volumes.delete(context, call.get(VOLUME_ID));
        return XmlBody.DONE;
    }
}
