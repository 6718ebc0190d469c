package io.nova.testkit.objectstore;

import io.nova.model.DriverException;
import io.nova.model.Page;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.objectstore.StoreCapacity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** Keeps blobs in memory, of a fixed size in all. */
public final class MemoryObjectStore implements ObjectStoreDriver {

    private record Blob(BlobInfo info, ByteBuffer bytes) {}

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
    public BlobInfo write(BlobId id, InputStream content) throws IOException {
        long free = capacity().free();
        byte[] bytes = content.readNBytes((int) Math.min(free + 1, Integer.MAX_VALUE - 8));
        if (bytes.length > free) {
            throw new DriverException(DriverException.Kind.EXHAUSTED, "the store is full");
        }
        BlobInfo info = new BlobInfo(id, bytes.length, clock.instant());
        if (blobs.putIfAbsent(id, new Blob(info, ByteBuffer.wrap(bytes))) != null) {
            throw new DriverException(DriverException.Kind.BROKEN, "there is a blob " + id);
        }
        return info;
    }

    @Override
    public Optional<BlobReader> open(BlobId id, long offset, long length) {
        return Optional.ofNullable(blobs.get(id))
                .map(blob -> new Reader(blob.bytes(), offset, length));
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

    private static final class Reader implements BlobReader {

        private final int size;
        private final ByteBuffer range;

        Reader(ByteBuffer bytes, long offset, long length) {
            size = bytes.capacity();
            int from = (int) Math.min(offset, size);
            range = bytes.slice(from, (int) Math.min(length, size - from));
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(ByteBuffer target) {
            if (!range.hasRemaining()) {
                return -1;
            }
            int count = Math.min(range.remaining(), target.remaining());
            ByteBuffer part = range.slice().limit(count);
            target.put(part);
            range.position(range.position() + count);
            return count;
        }

        @Override
        public void close() {
            range.position(range.limit());
        }
    }
}
