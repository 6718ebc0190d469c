package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectReader;
import io.nova.model.DriverException;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobReader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads slices of blobs one behind the other; one blob is open at a time. */
final class BlobsReader implements ObjectReader {

    /** A range of a blob. */
    record Slice(BlobId blob, long offset, long length) {}

    private final Iterator<Slice> slices;
    private final BlobGateway blobs;
    private @Nullable BlobReader reader;

    BlobsReader(Iterator<Slice> slices, BlobGateway blobs) {
        this.slices = slices;
        this.blobs = blobs;
    }

    @Override
    public int read(ByteBuffer target) {
        try {
            while (true) {
                BlobReader current = reader;
                if (current == null) {
                    if (!slices.hasNext()) {
                        return -1;
                    }
                    Slice slice = slices.next();
                    current = blobs.open(slice.blob(), slice.offset(), slice.length());
                    reader = current;
                }
                int count = current.read(target);
                if (count >= 0) {
                    return count;
                }
                close();
            }
        } catch (DriverException e) {
            throw BlobGateway.translate(e);
        }
    }

    @Override
    public void close() {
        BlobReader current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }
}
