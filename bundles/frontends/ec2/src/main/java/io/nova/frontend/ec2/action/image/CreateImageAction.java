package io.nova.frontend.ec2.action.image;

import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageCaptureService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes an image of an instance's root disk. */
@Component(service = Ec2Action.class)
public final class CreateImageAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateImage", ResourceType.IMAGE)
                    .needs("InstanceId", "Name")
                    .takes("Description", "NoReboot")
                    .tags()
                    .only("SnapshotLocation", "regional")
                    .refuses("BlockDeviceMapping")
                    .build();

    private final ImageCaptureService images;

    @Activate
    public CreateImageAction(@Reference ImageCaptureService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        String description = query.text("Description").orElse("");
        if (description.length() > 255 || description.chars().anyMatch(Character::isISOControl)) {
            throw InvalidParameterException.badValue(
                    "Description", "...", "it has at most 255 printable characters");
        }
        Image image =
                images.create(
                        context,
                        new CaptureRequest(
                                new InstanceId(query.required("InstanceId")),
                                query.required("Name"),
                                description,
                                !query.flag("NoReboot", false),
                                query.tagsFor("image")));
        return xml -> xml.text("imageId", image.id());
    }
}
