package io.nova.manager.cluster;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads records of which some may not be readable. */
final class ReadableRecords {

    private ReadableRecords() {}

    static <T> List<Rec<T>> all(StateStore store, Kind<T> kind, List<String> ids) {
        try {
            return store.getAll(kind, ids);
        } catch (IllegalArgumentException oneOfThem) {
            List<Rec<T>> found = new ArrayList<>();
            for (String id : ids) {
                one(store, kind, id).ifPresent(found::add);
            }
            return found;
        }
    }

    static <T> Optional<Rec<T>> one(StateStore store, Kind<T> kind, String id) {
        try {
            return store.get(kind, id);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
