package io.nova.manager.image;

import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.image.Image;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Merges what a project may launch with what everybody may, in the order of ids, a page at a time.
 */
final class ImagePages {

    private final Records<Image> records;

    ImagePages(Records<Image> records) {
        this.records = records;
    }

    Page<Image> page(ProjectId project, Predicate<Image> matching, String after, int limit) {
        List<Image> found = new ArrayList<>();
        String from = after;
        while (true) {
            Window window = window(project, from, limit);
            for (Image image : window.images.values()) {
                if (found.size() == limit) {
                    return new Page<>(found, Optional.of(from));
                }
                from = image.id().value();
                if (matching.test(image)) {
                    found.add(image);
                }
            }
            if (window.end.isEmpty()) {
                return new Page<>(found, Optional.empty());
            }
            from = window.end.get();
        }
    }

    /** Images up to a point, beyond which one of the two lists was not read. */
    private record Window(TreeMap<String, Image> images, Optional<String> end) {}

    private Window window(ProjectId project, String from, int limit) {
        TreeMap<String, Image> images = new TreeMap<>();
        Optional<String> end = Optional.empty();
        for (IndexEntry entry : List.of(ImageKinds.launchableBy(project), ImageKinds.PUBLIC)) {
            Page<Rec<Image>> page = records.page(entry, from, limit);
            page.items().forEach(rec -> images.put(rec.id(), rec.value().asSeenBy(project)));
            Optional<String> next = page.next();
            if (next.isPresent() && (end.isEmpty() || next.get().compareTo(end.get()) < 0)) {
                end = next;
            }
        }
        end.ifPresent(last -> images.tailMap(last, false).clear());
        return new Window(images, end);
    }
}
