package io.nova.testkit.objectstore;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Page;
import io.nova.spi.objectstore.BlobFormReader;
import io.nova.spi.objectstore.BlobFormStream;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.BlobSource;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.objectstore.StoreCapacity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Keeps blobs in memory, of a fixed size in all, and lets a test damage them. */
public final class MemoryObjectStore implements ObjectStoreDriver {

    private record Blob(BlobInfo info, ByteBuffer form) {}

    private final ConcurrentSkipListMap<BlobId, Blob> blobs = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private final long total;

    /**
     * @param total the most bytes of all blobs together
     */
    public MemoryObjectStore(Clock clock, long total) {
        this.clock = clock;
        this.total = total;
    }

    @Override
    public BlobInfo write(BlobId id, InputStream content, long expected) throws IOException {
        long free = capacity().free();
        BlobFormStream stream = new BlobFormStream(content);
        byte[] form = stream.readNBytes((int) Math.min(free + 1, Integer.MAX_VALUE - 8));
        if (stream.size() > free) {
            throw new DriverException(Kind.EXHAUSTED, "the store is full");
        }
        ByteBuffer rest = ByteBuffer.wrap(stream.readAllBytes());
        ByteBuffer whole = ByteBuffer.allocate(form.length + rest.remaining());
        BlobInfo info = new BlobInfo(id, stream.size(), clock.instant());
        if (expected != UNKNOWN && expected != info.size()) {
            throw new DriverException(Kind.BROKEN, "the content is not as long as expected");
        }
        if (blobs.putIfAbsent(id, new Blob(info, whole.put(form).put(rest).flip())) != null) {
            throw new DriverException(Kind.BROKEN, "there is a blob " + id);
        }
        return info;
    }

    @Override
    public Optional<BlobReader> open(BlobId id, long offset, long length) {
        Blob blob = blobs.get(id);
        if (blob == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(BlobFormReader.open(id, new Memory(blob.form()), offset, length));
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be read", e);
        }
    }

    @Override
    public void delete(BlobId id) {
        blobs.remove(id);
    }

    @Override
    public Page<BlobInfo> list(Optional<BlobId> after, int limit) {
        Stream<Blob> greater =
                after.map(id -> blobs.tailMap(id, false)).orElse(blobs).values().stream();
        List<BlobInfo> rows = greater.limit(limit).map(Blob::info).toList();
        return new Page<>(
                rows,
                rows.size() < limit
                        ? Optional.empty()
                        : Optional.of(rows.get(rows.size() - 1).id().value()));
    }

    @Override
    public StoreCapacity capacity() {
        long used = blobs.values().stream().mapToLong(blob -> blob.info().size()).sum();
        return new StoreCapacity(total, Math.max(0, total - used));
    }

    /** Flips a bit of what is kept of a blob, as a bad disk does. */
    public void flip(BlobId id, int at) {
        blobs.computeIfPresent(
                id,
                (key, blob) -> {
                    byte[] form = blob.form().array().clone();
                    form[at] ^= 4;
                    return new Blob(blob.info(), ByteBuffer.wrap(form));
                });
    }

    /** Cuts what is kept of a blob to the length. */
    public void tear(BlobId id, int length) {
        blobs.computeIfPresent(
                id,
                (key, blob) ->
                        new Blob(
                                blob.info(),
                                ByteBuffer.wrap(Arrays.copyOf(blob.form().array(), length))));
    }

    private record Memory(ByteBuffer form) implements BlobSource {

        @Override
        public long length() {
            return form.capacity();
        }

        @Override
        public int read(ByteBuffer target, long at) {
            int count = (int) Math.min(target.remaining(), form.capacity() - at);
            if (count <= 0) {
                return -1;
            }
            target.put(form.slice((int) at, count));
            return count;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
