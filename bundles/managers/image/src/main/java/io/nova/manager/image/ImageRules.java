package io.nova.manager.image;

import io.nova.api.identity.Quota;
import io.nova.api.image.SigningCertificate;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.RecordRules;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** What must hold of the records of images. */
@Component
public final class ImageRules implements RecordRules {

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(ImageKinds.IMAGE)
                        .ofProject(Image::owner)
                        .holding(ImageRules::holds)
                        .needing(ImageRules::needs),
                KindRules.of(ImageKinds.SERVICE_KEY),
                KindRules.of(ImageKinds.NAME)
                        .needing(
                                name ->
                                        List.of(
                                                Need.of(
                                                                name.image(),
                                                                ImageKinds.IMAGE,
                                                                ImageRules::isThere)
                                                        .orUseless())),
                KindRules.of(ImageKinds.BUCKET),
                KindRules.of(Pin.KIND)
                        .needing(pin -> List.of(Need.of(pin.image(), ImageKinds.IMAGE.name()))),
                KindRules.of(Capture.KIND)
                        .needing(one -> List.of(Need.of(one.image(), ImageKinds.IMAGE.name()))),
                KindRules.of(Signers.KIND).ofProject(SigningCertificate::project));
    }

    @Override
    public List<CounterRule> counters() {
        return List.of(
                CounterRule.sum("project/", Quota.IMAGES.suffix(), ImageKinds.IMAGE.name()),
                // The volume manager holds all of it for a snapshot that is being deleted.
                CounterRule.sum("snapshot/", "/images", ImageKinds.IMAGE.name(), "snapshot"));
    }

    private static boolean isThere(Image image) {
        return image.state() != ImageState.DEREGISTERED;
    }

    private static void holds(Image image, Holdings to) {
        if (isThere(image)) {
            to.count(Quota.IMAGES.scope(image.owner()), 1);
        }
        if (SnapshotUse.isHeld(image)) {
            image.snapshots().forEach(id -> to.count(SnapshotSources.images(id), 1));
        }
    }

    private static List<Need> needs(Image image) {
        return SnapshotUse.isHeld(image)
                ? image.snapshots().stream()
                        .map(id -> Need.of(id, "snapshot").inSameProject())
                        .toList()
                : List.of();
    }
}
