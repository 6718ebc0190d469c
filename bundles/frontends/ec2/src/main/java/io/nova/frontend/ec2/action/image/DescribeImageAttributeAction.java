package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows its owner one attribute of an image. */
@Component(service = Ec2Action.class)
public final class DescribeImageAttributeAction implements Ec2Action {

    private static final Value<ImageId> IMAGE_ID = Value.of("ImageId", ImageId::new);
    private static final Value<String> ATTRIBUTE =
            Value.of(
                    "Attribute",
                    Type.oneOf(
                            "blockDeviceMapping",
                            "bootMode",
                            "deregistrationProtection",
                            "description",
                            "imdsSupport",
                            "kernel",
                            "lastLaunchedTime",
                            "launchPermission",
                            "productCodes",
                            "ramdisk",
                            "sriovNetSupport",
                            "tpmSupport",
                            "uefiData"));

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeImageAttribute", ResourceType.IMAGE)
                    .needs(IMAGE_ID, ATTRIBUTE)
                    .build();

    private final ImageService images;

    @Activate
    public DescribeImageAttributeAction(@Reference ImageService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        String attribute = call.get(ATTRIBUTE);
        Image image = images.attributes(context, call.get(IMAGE_ID));
        XmlBody body = attribute(image, attribute);
        return xml -> {
            xml.text("imageId", image.id());
            body.write(xml);
        };
    }

    private static XmlBody attribute(Image image, String attribute) {
        return switch (attribute) {
            case "launchPermission" -> launchPermission(image);
            case "description" -> value(attribute, Optional.of(image.description()));
            case "kernel" -> value(attribute, image.kernel());
            case "ramdisk" -> value(attribute, image.ramdisk());
            case "blockDeviceMapping" -> xml -> ImageMappingXml.write(xml, image);
            case "productCodes" -> xml -> xml.items(attribute, List.of(), nothing -> {});
            // Guests start by BIOS, with no TPM and a metadata service that is set per instance.
            case "bootMode" -> value(attribute, Optional.of("legacy-bios"));
            case "imdsSupport", "lastLaunchedTime", "sriovNetSupport", "tpmSupport", "uefiData" ->
                    value(attribute, Optional.empty());
            case "deregistrationProtection" -> value(attribute, Optional.of("disabled"));
            default -> throw new IllegalStateException("declared, and not shown: " + attribute);
        };
    }

    private static XmlBody launchPermission(Image image) {
        List<ProjectId> projects = new ArrayList<>(image.launchers());
        projects.sort(null);
        return xml ->
                xml.element(
                        "launchPermission",
                        () -> {
                            if (image.publicImage()) {
                                item(xml, "group", "all");
                            }
                            projects.forEach(project -> item(xml, "userId", project));
                        });
    }

    private static void item(XmlWriter xml, String name, Object value) {
        xml.element("item", () -> xml.text(name, value));
    }

    private static XmlBody value(String name, Optional<?> value) {
        return xml -> xml.element(name, () -> xml.text("value", value));
    }
}
