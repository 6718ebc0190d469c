package io.nova.manager.image;

import io.nova.api.image.ImageRegistration;
import io.nova.api.image.LaunchableImages;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Decides whether something can become an image, and enters it. */
final class ImageRegistrar {

    private final ImageEntry entry;
    private final Sources sources;
    private final LaunchableImages images;
    private final ImageDevices devices;
    private final Clock clock;
    private final IdSource ids;

    /**
     * @param images among which kernels and ramdisks are looked for
     */
    ImageRegistrar(
            ImageEntry entry,
            Sources sources,
            LaunchableImages images,
            ImageDevices devices,
            Clock clock,
            IdSource ids) {
        this.entry = entry;
        this.sources = sources;
        this.images = images;
        this.devices = devices;
        this.clock = clock;
        this.ids = ids;
    }

    Image register(RequestContext context, ImageRegistration asked) {
        if (!asked.name().isEmpty()) {
            ImageNames.check(asked.name());
        }
        ImageLocation location = ImageLocation.parse(asked.location());
        Source source = source(context, location);
        Optional<Manifest> manifest = source.manifest();
        ImageType type =
                asked.type().or(() -> manifest.map(ImageRegistrar::type)).orElse(ImageType.MACHINE);
        Optional<ImageId> kernel = asked.kernel().or(() -> named(manifest, Manifest::kernel));
        Optional<ImageId> ramdisk = asked.ramdisk().or(() -> named(manifest, Manifest::ramdisk));
        requireBoot(context, images, kernel, ramdisk);
        if (type != ImageType.MACHINE && !asked.devices().isEmpty()) {
            throw ImageDevices.invalid("kernels and ramdisks have no devices");
        }
        Image image =
                new Image(
                        asked.id().orElseGet(() -> ImageId.next(type, ids)),
                        context.project(),
                        type,
                        asked.name().isEmpty() ? fileName(location) : asked.name(),
                        asked.description(),
                        location.toString(),
                        architecture(asked, manifest),
                        rootDevice(asked, manifest),
                        kernel,
                        ramdisk,
                        ImageState.PENDING,
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        clock.instant(),
                        asked.tags());
        image = image.withDevices(devices.of(context, asked.devices()));
        Pin pin = source.pin(image.id(), Optional.of(Pin.Registrant.of(context.caller())));
        entry.add(image, !asked.name().isEmpty(), pin::keep);
        return image;
    }

    private Source source(RequestContext context, ImageLocation location) {
        try {
            return sources.open(context, location);
        } catch (DiskHeader.Refused refused) {
            throw invalid(refused.getMessage());
        }
    }

    private static InvalidParameterException invalid(
            @org.jspecify.annotations.Nullable String why) {
        return new InvalidParameterException(
                Problem.MALFORMED, "Manifest", "The manifest cannot be used: " + why);
    }

    private static ImageType type(Manifest manifest) {
        if (manifest.kernel().filter(Manifest.ITSELF::equals).isPresent()) {
            return ImageType.KERNEL;
        }
        return manifest.ramdisk().filter(Manifest.ITSELF::equals).isPresent()
                ? ImageType.RAMDISK
                : ImageType.MACHINE;
    }

    private static Optional<ImageId> named(
            Optional<Manifest> manifest,
            java.util.function.Function<Manifest, Optional<String>> part) {
        return manifest.flatMap(part)
                .filter(id -> !id.equals(Manifest.ITSELF))
                .map(
                        id -> {
                            try {
                                return new ImageId(id);
                            } catch (InvalidParameterException e) {
                                throw invalid(e.getMessage());
                            }
                        });
    }

    private static String architecture(ImageRegistration asked, Optional<Manifest> manifest) {
        String architecture =
                asked.architecture()
                        .or(() -> manifest.flatMap(Manifest::architecture))
                        .orElse("x86_64");
        if (!architecture.equals("x86_64") && !architecture.equals("arm64")) {
            throw invalid(
                    "its architecture is neither x86_64 nor arm64; tell another by Architecture");
        }
        return architecture;
    }

    private static String rootDevice(ImageRegistration asked, Optional<Manifest> manifest) {
        return asked.rootDeviceName().isEmpty()
                ? manifest.flatMap(Manifest::rootDevice).orElse("/dev/vda")
                : asked.rootDeviceName();
    }

    /** Before 2009 images had no names: the last part of the location serves. */
    private static String fileName(ImageLocation location) {
        String key = location.key().value();
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /**
     * @throws NotFoundException if there are none that the caller may use
     * @throws InvalidParameterException if they are something else
     */
    static void requireBoot(
            RequestContext context,
            LaunchableImages images,
            Optional<ImageId> kernel,
            Optional<ImageId> ramdisk) {
        kernel.ifPresent(id -> requireType(images.get(context, id), ImageType.KERNEL));
        ramdisk.ifPresent(id -> requireType(images.get(context, id), ImageType.RAMDISK));
    }

    private static void requireType(Image image, ImageType type) {
        if (image.type() != type) {
            throw InvalidParameterException.badValue(
                    "ImageId", image.id().value(), "it is not a " + type.prefix() + " image");
        }
    }
}
