package io.nova.manager.image;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of images. */
@Component
public final class ImageTags implements TaggedResources {

    private final Records<Image> images;
    private final IdSource ids;

    @Activate
    public ImageTags(@Reference StateStore store, @Reference IdSource ids) {
        this.images = new Records<>(store, ImageKinds.IMAGE);
        this.ids = ids;
    }

    @Override
    public Map<String, String> kinds() {
        return Map.of("ami", "image", "aki", "image", "ari", "image");
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return images.find(id)
                .map(Rec::value)
                .filter(one -> isThere(one, project))
                .map(Image::tags);
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        Optional<?> changed =
                images.change(
                        id,
                        () -> "tag/" + ids.hex(16),
                        one ->
                                isThere(one, project)
                                        ? Optional.of(one.withTags(change.apply(one.tags())))
                                        : Optional.empty());
        if (changed.isEmpty()) {
            throw new NotFoundException(ResourceType.IMAGE, id);
        }
    }

    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        return images.page(ImageKinds.ownedBy(project), afterId, limit)
                .map(rec -> new Tagged(rec.id(), rec.value().tags()));
    }

    /** The record of an image outlives it, for the instances made of it. */
    private static boolean isThere(Image image, ProjectId project) {
        return image.owner().equals(project) && image.state() != ImageState.DEREGISTERED;
    }
}
