package io.nova.manager.objectstore;

import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What buckets are configured to, as those who act on it understand it.
 *
 * <p>A bucket's record says what it has, and changes with each configuration: a bucket without
 * costs nothing, and what was parsed once holds as long as the record has its version. So whoever
 * has read the bucket sees the configuration of that moment or a later one. For many threads.
 */
@Component(service = BucketConfigs.class)
public final class BucketConfigs {

    private static final int REMEMBERED = 512;

    private final StateStore store;
    private final Map<Key, Entry> parsed =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private record Key(String handle, BucketPart part, Class<?> type) {}

    private record Entry(long version, Object value) {}

    @Activate
    public BucketConfigs(@Reference StateStore store) {
        this.store = store;
    }

    /** Returns the text of a configuration as it is now. */
    Optional<String> text(Bucket bucket, BucketPart part) {
        return bucket.has(part)
                ? store.get(Kinds.CONFIG, Kinds.configId(bucket.handle(), part))
                        .map(rec -> rec.value().whole())
                : Optional.empty();
    }

    /**
     * Returns a configuration in the form that the parser makes of its text.
     *
     * @param type of that form; one parser per type and part
     */
    <T> Optional<T> find(
            Rec<Bucket> bucket, BucketPart part, Class<T> type, Function<String, T> parser) {
        if (!bucket.value().has(part)) {
            return Optional.empty();
        }
        Key key = new Key(bucket.value().handle(), part, type);
        synchronized (parsed) {
            Entry known = parsed.get(key);
            if (known != null && known.version() == bucket.version()) {
                return Optional.of(type.cast(known.value()));
            }
        }
        // The record was there with the bucket's; if it is not now, it has just been taken away.
        Optional<T> fresh = text(bucket.value(), part).map(parser);
        synchronized (parsed) {
            fresh.ifPresent(value -> parsed.put(key, new Entry(bucket.version(), value)));
        }
        return fresh;
    }
}
