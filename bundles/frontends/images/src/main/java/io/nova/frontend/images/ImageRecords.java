package io.nova.frontend.images;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.json.Json;
import io.nova.model.ImageId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.model.image.Image;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the resource does, and the records that it tells of. */
final class ImageRecords {

    private static final int PAGE = 1000;

    private final ImageService images;

    ImageRecords(ImageService images) {
        this.images = images;
    }

    Optional<String> list(RequestContext context) {
        List<Image> all =
                Page.all(after -> images.describe(context, List.of(), one -> true, after, PAGE));
        return Optional.of(Json.write(all.stream().map(ImageRecords::record).toList()));
    }

    /** In 2010 the caller made up the id, and nothing was answered. */
    Optional<String> register(RequestContext context, Query query) {
        ImageRegistration asked =
                new ImageRegistration(
                        "",
                        "",
                        query.get("image_location"),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        query.find("image_id").map(ImageId::new),
                        List.of());
        Image image = images.register(context, asked);
        return Optional.of(Json.write(record(image)));
    }

    Optional<String> modify(RequestContext context, Query query) {
        ImageId id = new ImageId(query.get("image_id"));
        if (query.find("display_name").isPresent()) {
            throw new UnsupportedException(
                    ResourceType.IMAGE, id.value(), "The name of an image does not change");
        }
        Optional<String> operation = query.find("operation");
        Optional<String> description = query.find("description");
        if (operation.isEmpty() && description.isEmpty()) {
            query.get("operation");
        }
        Launchers everybody = new Launchers(true, Set.of());
        boolean add = operation.equals(Optional.of("add"));
        boolean remove = operation.isPresent() && !add;
        images.modify(
                context,
                id,
                new ImageChange(
                        description,
                        add ? everybody : Launchers.NOBODY,
                        remove ? everybody : Launchers.NOBODY));
        return Optional.empty();
    }

    void deregister(RequestContext context, Query query) {
        images.deregister(context, new ImageId(query.get("image_id")));
    }

    private static Map<String, Object> record(Image image) {
        Map<String, Object> record = new LinkedHashMap<>();
        String kind = image.type().name().toLowerCase(Locale.ROOT);
        record.put("imageId", image.id().value());
        record.put("imageLocation", image.location());
        record.put("imageOwnerId", image.owner().value());
        record.put("isPublic", image.publicImage());
        record.put("architecture", image.architecture());
        record.put("type", kind);
        record.put("imageType", kind);
        record.put("imageState", image.state().name().toLowerCase(Locale.ROOT));
        record.put("displayName", image.name());
        record.put("description", image.description());
        image.kernel().ifPresent(id -> record.put("kernelId", id.value()));
        image.ramdisk().ifPresent(id -> record.put("ramdiskId", id.value()));
        if (!image.reason().isEmpty()) {
            record.put("stateReason", image.reason());
        }
        return record;
    }
}
