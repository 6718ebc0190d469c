package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets an image be launched by its owner alone again: EC2 resets nothing else. */
@Component(service = Ec2Action.class)
public final class ResetImageAttributeAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("ResetImageAttribute", ResourceType.IMAGE)
                    .needs("ImageId", "Attribute")
                    .build();

    private final ImageService images;

    @Activate
    public ResetImageAttributeAction(@Reference ImageService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        if (!query.required("Attribute").equals("launchPermission")) {
            throw InvalidParameterException.badValue(
                    "Attribute", "...", "launchPermission is all that can be reset");
        }
        images.resetLaunchers(context, new ImageId(query.required("ImageId")));
        return XmlBody.DONE;
    }
}
