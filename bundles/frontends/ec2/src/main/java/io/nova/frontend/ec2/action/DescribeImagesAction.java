package io.nova.frontend.ec2.action;

import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.image.ImageMapping;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Projects;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the images that the caller may launch. */
@Component(service = Ec2Action.class)
public final class DescribeImagesAction implements Ec2Action {

    private static final Filters<Image> FILTERS =
            new Filters.Builder<Image>()
                    .on("architecture", Image::architecture)
                    .onAny(
                            "block-device-mapping.delete-on-termination",
                            image -> ebs(image, one -> Optional.of(one.deleteOnTermination())))
                    .onAny("block-device-mapping.device-name", DescribeImagesAction::devices)
                    .onAny(
                            "block-device-mapping.encrypted",
                            image -> ebs(image, one -> Optional.of(false)))
                    .onAny(
                            "block-device-mapping.snapshot-id",
                            image -> ebs(image, ImageMapping.Ebs::snapshot))
                    .onAny(
                            "block-device-mapping.volume-size",
                            image -> ebs(image, ImageMapping.Ebs::gib))
                    .onAny(
                            "block-device-mapping.volume-type",
                            image -> ebs(image, one -> one.type().map(VolumeType::word)))
                    .on("creation-date", Image::createdAt)
                    .on("description", Image::description)
                    .on("hypervisor", image -> "xen")
                    .on("image-id", Image::id)
                    .on("image-type", ImageXml::type)
                    .on("is-public", Image::publicImage)
                    .onAny("kernel-id", image -> texts(image.kernel()))
                    .on("manifest-location", Image::location)
                    .on("ena-support", image -> false)
                    .on("name", Image::name)
                    .on("owner-id", Image::owner)
                    .onAny("ramdisk-id", image -> texts(image.ramdisk()))
                    .on("root-device-name", Image::rootDeviceName)
                    .on("root-device-type", image -> "instance-store")
                    .onAny("source-instance-id", image -> texts(image.sourceInstance()))
                    .onAny("state-reason-code", image -> texts(ImageXml.stateReason(image)))
                    .onAny(
                            "state-reason-message",
                            image -> texts(ImageXml.stateReason(image).map(x -> image.reason())))
                    .on("image-allowed", image -> true)
                    .on("free-tier-eligible", image -> false)
                    .onNothing("owner-alias", "platform", "product-code", "product-code.type")
                    .onNothing("sriov-net-support", "source-image-id", "source-image-region")
                    .on("state", ImageXml::state)
                    .on("virtualization-type", image -> "hvm")
                    .onTags(Image::tags)
                    .build();

    private static final Values<ImageId> IMAGE_IDS = Values.of("ImageId", ImageId::new);

    /** Clients name these owners; but for the first nobody here is called so. */
    private static final Values<String> OWNERS =
            Values.of(
                    "Owner",
                    Projects.orOneOf(
                            "self", "amazon", "aws-marketplace", "aws-backup-vault", "microsoft"));

    private static final Values<String> EXECUTABLE_BY =
            Values.of("ExecutableBy", Projects.orOneOf("self", "all"));

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeImages", ResourceType.IMAGE)
                    .takes(IMAGE_IDS, OWNERS, EXECUTABLE_BY)
                    .flags("IncludeDeprecated", "IncludeDisabled")
                    .describes(FILTERS)
                    .build();

    private final ImageService images;

    @Activate
    public DescribeImagesAction(@Reference ImageService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<ImageId> ids = call.list(IMAGE_IDS);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<Image> matching =
                FILTERS.of(call).and(owners(context, call)).and(executors(context, call));
        Page<Image> page =
                paging.read(
                        (after, limit) -> images.describe(context, ids, matching, after, limit));
        return xml ->
                xml.items("imagesSet", page.items(), image -> ImageXml.write(xml, image))
                        .text("nextToken", page.next().map(paging::token));
    }

    private static List<String> devices(Image image) {
        return ImageMapping.of(image).stream().map(ImageMapping::device).toList();
    }

    private static List<String> ebs(Image image, Function<ImageMapping.Ebs, Optional<?>> shown) {
        return ImageMapping.of(image).stream()
                .flatMap(one -> one.ebs().stream())
                .flatMap(one -> texts(shown.apply(one)).stream())
                .toList();
    }

    private static List<String> texts(Optional<?> value) {
        return value.map(Object::toString).map(List::of).orElse(List.of());
    }

    private static Predicate<Image> owners(RequestContext context, Arguments call) {
        List<String> owners = call.list(OWNERS);
        ProjectId self = context.project();
        return image ->
                owners.isEmpty()
                        || owners.contains(image.owner().value())
                        || (owners.contains("self") && image.owner().equals(self));
    }

    private static Predicate<Image> executors(RequestContext context, Arguments call) {
        List<String> by = call.list(EXECUTABLE_BY);
        ProjectId self = context.project();
        return image ->
                by.isEmpty()
                        || (by.contains("all") && image.publicImage())
                        || (by.contains("self") && image.launchers().contains(self))
                        || image.launchers().stream().anyMatch(one -> by.contains(one.value()));
    }
}
