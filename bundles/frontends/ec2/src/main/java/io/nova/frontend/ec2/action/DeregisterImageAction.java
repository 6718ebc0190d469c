package io.nova.frontend.ec2.action;

import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes an image away; instances of it live on. */
@Component(service = Ec2Action.class)
public final class DeregisterImageAction implements Ec2Action {

    private static final Value<ImageId> IMAGE_ID = Value.of("ImageId", ImageId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeregisterImage", ResourceType.IMAGE)
                    .needs(IMAGE_ID)
                    .only("DeleteAssociatedSnapshots", "false")
                    .build();

    private final ImageService images;

    @Activate
    public DeregisterImageAction(@Reference ImageService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        images.deregister(context, call.get(IMAGE_ID));
        return XmlBody.DONE;
    }
}
