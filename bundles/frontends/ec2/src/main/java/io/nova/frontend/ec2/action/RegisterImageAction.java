package io.nova.frontend.ec2.action;

import io.nova.api.image.ImageCaptureService;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.action.volume.RootSnapshotForm;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageType;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes an image of an object that was uploaded, or of a snapshot that the root device names.
 *
 * <p>{@code ImageType} is ours: {@code machine}, {@code kernel} or {@code ramdisk}, where the
 * location's manifest does not tell.
 */
@Component(service = Ec2Action.class)
public final class RegisterImageAction implements Ec2Action {

    private static final Value<String> IMAGE_LOCATION =
            Value.of("ImageLocation", Type.printable(1100));
    private static final Value<String> NAME = Value.of("Name", Type.printable(128));
    private static final Value<String> DESCRIPTION = Value.of("Description", Type.printable(255));
    private static final Value<String> ARCHITECTURE =
            Value.of("Architecture", Type.oneOf("arm64", "x86_64"));
    private static final Value<ImageId> KERNEL_ID = Value.of("KernelId", ImageId::new);
    private static final Value<ImageId> RAMDISK_ID = Value.of("RamdiskId", ImageId::new);
    private static final Value<String> ROOT_DEVICE_NAME =
            Value.of("RootDeviceName", Type.printable(32));
    private static final Value<ImageType> IMAGE_TYPE =
            Value.of(
                    "ImageType",
                    Type.oneOf(
                            Map.of(
                                    "machine", ImageType.MACHINE,
                                    "kernel", ImageType.KERNEL,
                                    "ramdisk", ImageType.RAMDISK)));
    private static final TagSpecifications TAGS = TagSpecifications.on("image");

    private static final ActionSpec SPEC =
            ActionSpec.changes("RegisterImage", ResourceType.IMAGE)
                    .takes(IMAGE_LOCATION, NAME, DESCRIPTION, ARCHITECTURE, KERNEL_ID, RAMDISK_ID)
                    .takes(ROOT_DEVICE_NAME, IMAGE_TYPE, BlockDeviceForm.MAPPINGS)
                    .tags(TAGS)
                    .only("VirtualizationType", "hvm")
                    .only("EnaSupport", "false")
                    .only("BlockDeviceMapping.N.Ebs.Encrypted", "false")
                    .refuses(BlockDeviceForm.refused())
                    .refuses("BillingProduct", "BootMode", "ImdsSupport")
                    .refuses("SriovNetSupport", "TpmSupport", "UefiData")
                    .build();

    private final ImageService images;
    private final ImageCaptureService copies;

    @Activate
    public RegisterImageAction(
            @Reference ImageService images, @Reference ImageCaptureService copies) {
        this.images = images;
        this.copies = copies;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Optional<RootSnapshotForm> root = RootSnapshotForm.of(call, call.find(ROOT_DEVICE_NAME));
        Image image = root.isPresent() ? of(context, call, root.get()) : of(context, call);
        return xml -> xml.text("imageId", image.id());
    }

    private Image of(RequestContext context, Arguments call, RootSnapshotForm root) {
        if (call.has(IMAGE_LOCATION)) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    IMAGE_LOCATION.name(),
                    "The parameter ImageLocation and a BlockDeviceMapping of the root device cannot"
                            + " be used together");
        }
        return copies.create(
                context,
                new SnapshotImageRequest(
                        root.snapshot(),
                        root.gib(),
                        call.get(NAME),
                        call.find(DESCRIPTION).orElse(""),
                        call.find(ARCHITECTURE).orElse("x86_64"),
                        root.device(),
                        call.find(KERNEL_ID),
                        call.find(RAMDISK_ID),
                        TAGS.of(call),
                        BlockDeviceForm.besideRoot(call)));
    }

    private Image of(RequestContext context, Arguments call) {
        return images.register(
                context,
                new ImageRegistration(
                        call.find(NAME).orElse(""),
                        call.find(DESCRIPTION).orElse(""),
                        call.get(IMAGE_LOCATION),
                        call.find(IMAGE_TYPE),
                        call.find(ARCHITECTURE),
                        call.find(ROOT_DEVICE_NAME).orElse(""),
                        call.find(KERNEL_ID),
                        call.find(RAMDISK_ID),
                        TAGS.of(call),
                        Optional.empty(),
                        BlockDeviceForm.besideRoot(call)));
    }
}
