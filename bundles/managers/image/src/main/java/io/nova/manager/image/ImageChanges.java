package io.nova.manager.image;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageService;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import java.util.HashSet;
import java.util.Set;

/** What becomes of an image by a change. Pure. */
final class ImageChanges {

    private ImageChanges() {}

    /**
     * @throws LimitExceededException if it would be shared with too many
     */
    static Image apply(Image image, ImageChange change) {
        boolean everyone =
                (image.publicImage() || change.added().everyone()) && !change.removed().everyone();
        Set<ProjectId> projects = new HashSet<>(image.launchers());
        projects.addAll(change.added().projects());
        projects.removeAll(change.removed().projects());
        // Who takes some back may always, however many are left.
        if (projects.size() > Math.max(ImageService.MAX_LAUNCHERS, image.launchers().size())) {
            throw new LimitExceededException(
                    ResourceType.IMAGE,
                    "launchPermission",
                    "The image '%s' can be shared with %d projects at most; take some back, or make it public"
                            .formatted(image.id(), ImageService.MAX_LAUNCHERS));
        }
        return image.withDescription(change.description().orElse(image.description()))
                .withLaunchers(everyone, projects);
    }
}
