package io.nova.frontend.ec2.action.image;

import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageCaptureService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes an image of an instance: of its root disk, and of its volumes. */
@Component(service = Ec2Action.class)
public final class CreateImageAction implements Ec2Action {

    private static final TagSpecifications TAGS = TagSpecifications.on("image", "snapshot");
    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);
    private static final Value<String> NAME = Value.text("Name");
    private static final Value<String> DESCRIPTION = Value.of("Description", Type.printable(255));
    private static final Value<Boolean> NO_REBOOT = Value.flag("NoReboot");

    private static final ActionSpec SPEC =
            ActionSpec.changes("CreateImage", ResourceType.IMAGE)
                    .needs(INSTANCE_ID, NAME)
                    .takes(DESCRIPTION, NO_REBOOT, BlockDeviceForm.MAPPINGS)
                    .tags(TAGS)
                    .only("SnapshotLocation", "regional")
                    .only("BlockDeviceMapping.N.Ebs.Encrypted", "false")
                    .refuses(BlockDeviceForm.refused())
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
    public XmlBody perform(RequestContext context, Arguments call) {
        BlockDeviceForm.requirePlainRoot(call);
        Image image =
                images.create(
                        context,
                        new CaptureRequest(
                                call.get(INSTANCE_ID),
                                call.get(NAME),
                                call.find(DESCRIPTION).orElse(""),
                                !call.is(NO_REBOOT),
                                TAGS.of(call, "image"),
                                BlockDeviceForm.besideRoot(call),
                                TAGS.of(call, "snapshot")));
        return xml -> xml.text("imageId", image.id());
    }
}
