package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.PartInfo;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** An object's bytes, in one blob or in many. */
final class StoredContent implements ObjectContent {

    private static final int BATCH = 100;

    private final StateStore store;
    private final BlobGateway blobs;
    private final Bucket bucket;
    private final StoredObject object;
    private final Optional<ByteBuffer> small;

    /**
     * @param small the bytes, if they were in a record
     */
    StoredContent(
            StateStore store,
            BlobGateway blobs,
            Bucket bucket,
            StoredObject object,
            Optional<ByteBuffer> small) {
        this.store = store;
        this.blobs = blobs;
        this.bucket = bucket;
        this.object = object;
        this.small = small;
    }

    /** A blob, and where its first byte is in the object. */
    private record Piece(BlobId blob, long offset, long size) {}

    @Override
    public ObjectInfo info() {
        return object.info();
    }

    @Override
    public Bucket bucket() {
        return bucket;
    }

    @Override
    public ObjectReader open(long offset, long length) {
        long from = Math.min(offset, info().size());
        long end = from + Math.min(length, info().size() - from);
        if (small.isPresent()) {
            return ObjectReader.of(small.get().slice((int) from, (int) (end - from)));
        }
        Optional<BlobId> blob = object.content().blob();
        if (blob.isPresent()) {
            return new BlobsReader(
                    List.of(new BlobsReader.Slice(blob.get(), from, end - from)).iterator(), blobs);
        }
        return new BlobsReader(new Slices(from, end), blobs);
    }

    @Override
    public Optional<Range> part(int number) {
        Content content = object.content();
        if (content.upload().isEmpty()) {
            return number == 1 ? Optional.of(new Range(0, info().size())) : Optional.empty();
        }
        Pieces pieces = new Pieces(0);
        for (int i = 1; pieces.hasNext(); i++) {
            Piece piece = pieces.next();
            if (i == number) {
                return Optional.of(new Range(piece.offset(), piece.size()));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<PartInfo> parts(int after, int limit) {
        Content content = object.content();
        List<PartInfo> parts = new ArrayList<>();
        if (content.upload().isPresent()) {
            String upload = content.upload().get();
            PartNumbers numbers = content.numbers();
            int end = Math.min(after + limit, content.count());
            for (int from = after; from < end; from += BATCH) {
                List<String> ids =
                        IntStream.range(from, Math.min(from + BATCH, end))
                                .mapToObj(place -> Kinds.partId(upload, numbers.at(place)))
                                .toList();
                store.getAll(Kinds.PART, ids).forEach(rec -> parts.add(rec.value().info()));
            }
        }
        return parts;
    }

    /** What of each piece is in a range. */
    private final class Slices implements Iterator<BlobsReader.Slice> {

        private final Pieces pieces;
        private final long end;
        private long at;

        Slices(long from, long end) {
            pieces = new Pieces(from);
            at = from;
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            return at < end;
        }

        @Override
        public BlobsReader.Slice next() {
            Piece piece = pieces.next();
            while (piece.offset() + piece.size() <= at) {
                piece = pieces.next();
            }
            long from = at - piece.offset();
            long length = Math.min(piece.size() - from, end - at);
            at += length;
            return new BlobsReader.Slice(piece.blob(), from, length);
        }
    }

    /** The pieces in order, a batch of records in memory at a time. */
    private final class Pieces implements Iterator<Piece> {

        private final Content content = object.content();
        private final PartNumbers numbers = content.numbers();
        private int place;
        private long offset;
        private Iterator<Rec<StoredPart>> batch = List.<Rec<StoredPart>>of().iterator();

        /** Begins at the piece that holds the byte, or before it. */
        Pieces(long from) {
            if (content.partSize() > 0 && content.count() > 0) {
                place = (int) Math.min(from / content.partSize(), content.count() - 1);
                offset = place * content.partSize();
            }
        }

        @Override
        public boolean hasNext() {
            return batch.hasNext() || place < content.count();
        }

        @Override
        public Piece next() {
            if (!batch.hasNext()) {
                batch = read().iterator();
            }
            StoredPart part = batch.next().value();
            Piece piece = new Piece(part.blob(), offset, part.info().size());
            offset += piece.size();
            return piece;
        }

        private List<Rec<StoredPart>> read() {
            String upload = content.upload().orElseThrow();
            int end = Math.min(place + BATCH, content.count());
            List<String> ids =
                    IntStream.range(place, end)
                            .mapToObj(i -> Kinds.partId(upload, numbers.at(i)))
                            .toList();
            place = end;
            return store.getAll(Kinds.PART, ids);
        }
    }
}
