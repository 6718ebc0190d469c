package io.nova.manager.image;

import io.nova.api.image.LaunchableImages;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import io.nova.model.image.ImageSnapshot;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Decides whether a snapshot can become an image, and enters that. */
final class SnapshotRegistrar {

    private final ImageEntry entry;
    private final SnapshotSources snapshots;
    private final ImageDevices devices;
    private final LaunchableImages images;
    private final Clock clock;
    private final IdSource ids;

    /**
     * @param images among which kernels and ramdisks are looked for
     */
    SnapshotRegistrar(
            ImageEntry entry,
            SnapshotSources snapshots,
            LaunchableImages images,
            Clock clock,
            IdSource ids) {
        this.entry = entry;
        this.snapshots = snapshots;
        this.devices = new ImageDevices(snapshots);
        this.images = images;
        this.clock = clock;
        this.ids = ids;
    }

    /** What was entered, and which host is to bring it about. */
    record Entered(Image image, HostId host) {}

    Entered enter(RequestContext context, SnapshotImageRequest asked) {
        ImageNames.check(asked.name());
        SnapshotSources.Source source = snapshots.source(context, asked.snapshot());
        int gib = asked.gib().orElse(source.gib());
        if (gib < source.gib()) {
            throw InvalidParameterException.badValue(
                    "VolumeSize",
                    Integer.toString(gib),
                    "the snapshot '%s' has %d GiB, and a disk of it as many or more"
                            .formatted(source.snapshot(), source.gib()));
        }
        ImageRegistrar.requireBoot(context, images, asked.kernel(), asked.ramdisk());
        Image image = image(context, asked, new ImageSnapshot(source.snapshot(), gib));
        Capture capture =
                new Capture(
                        image.id(),
                        Capture.Of.snapshot(source.snapshot(), (long) gib << 30),
                        source.host(),
                        image.createdAt(),
                        Optional.empty());
        entry.add(image, true, tx -> tx.create(Capture.KIND, image.id().value(), capture));
        return new Entered(image, source.host());
    }

    private Image image(RequestContext context, SnapshotImageRequest asked, ImageSnapshot of) {
        return new Image(
                ImageId.next(ImageType.MACHINE, ids),
                context.project(),
                ImageType.MACHINE,
                asked.name(),
                asked.description(),
                context.project() + "/" + asked.name(),
                asked.architecture(),
                asked.rootDeviceName(),
                asked.kernel(),
                asked.ramdisk(),
                ImageState.PENDING,
                "",
                Optional.empty(),
                false,
                Set.of(),
                clock.instant(),
                asked.tags(),
                Optional.empty(),
                Optional.of(of),
                devices.of(context, asked.devices()));
    }
}
