package io.nova.frontend.ec2.action;

import io.nova.api.image.ImageCaptureService;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.RootSnapshotForm;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageType;
import java.util.Locale;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("RegisterImage", ResourceType.IMAGE)
                    .takes("ImageLocation", "Name", "Description")
                    .takes("Architecture", "KernelId")
                    .takes("RamdiskId", "RootDeviceName", "ImageType")
                    .tags()
                    .only("VirtualizationType", "hvm")
                    .only("EnaSupport", "false")
                    .takes(RootSnapshotForm.taken())
                    .only("BlockDeviceMapping.N.Ebs.DeleteOnTermination", "true")
                    .only("BlockDeviceMapping.N.Ebs.Encrypted", "false")
                    .refuses(RootSnapshotForm.refused())
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
    public XmlBody perform(RequestContext context, Query query) {
        Image image =
                RootSnapshotForm.isIn(query) ? ofSnapshot(context, query) : of(context, query);
        return xml -> xml.text("imageId", image.id());
    }

    private Image ofSnapshot(RequestContext context, Query query) {
        RootSnapshotForm root = RootSnapshotForm.of(query);
        return copies.create(
                context,
                new SnapshotImageRequest(
                        root.snapshot(),
                        root.gib(),
                        text("Name", query.required("Name"), 128),
                        text("Description", query.text("Description").orElse(""), 255),
                        architecture(query).orElse("x86_64"),
                        text("RootDeviceName", root.device(), 32),
                        query.parsed("KernelId", ImageId::new),
                        query.parsed("RamdiskId", ImageId::new),
                        query.tagsFor("image")));
    }

    private Image of(RequestContext context, Query query) {
        String location = text("ImageLocation", query.required("ImageLocation"), 1100);
        return images.register(
                context,
                new ImageRegistration(
                        text("Name", query.text("Name").orElse(""), 128),
                        text("Description", query.text("Description").orElse(""), 255),
                        location,
                        query.parsed("ImageType", RegisterImageAction::type),
                        architecture(query),
                        text("RootDeviceName", query.text("RootDeviceName").orElse("/dev/vda"), 32),
                        query.parsed("KernelId", ImageId::new),
                        query.parsed("RamdiskId", ImageId::new),
                        query.tagsFor("image")));
    }

    private static String text(String name, String value, int longest) {
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw InvalidParameterException.badValue(
                    name,
                    value.length() > 60 ? value.substring(0, 60) + "..." : value,
                    "it has at most %d printable characters".formatted(longest));
        }
        return value;
    }

    private static ImageType type(String text) {
        for (ImageType type : ImageType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw InvalidParameterException.badValue(
                "ImageType", "...", "it is machine, kernel or ramdisk");
    }

    private static Optional<String> architecture(Query query) {
        Optional<String> architecture = query.text("Architecture");
        if (architecture.isPresent()
                && !architecture.get().equals("x86_64")
                && !architecture.get().equals("arm64")) {
            throw InvalidParameterException.badValue(
                    "Architecture", "...", "it is x86_64 or arm64");
        }
        return architecture;
    }
}
