package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectReader;
import io.nova.model.DriverException;
import io.nova.spi.objectstore.BlobId;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads slices of blobs one behind the other; one blob is open at a time. */
final class BlobsReader implements ObjectReader {

    /** A range of a blob. */
    record Slice(BlobId blob, long offset, long length) {}

    private final Iterator<Slice> slices;
    private final BlobGateway blobs;
    private BlobGateway.@Nullable Opened open;

    BlobsReader(Iterator<Slice> slices, BlobGateway blobs) {
        this.slices = slices;
        this.blobs = blobs;
    }

    @Override
    public int read(ByteBuffer target) {
        try {
            while (true) {
                BlobGateway.Opened current = open;
                if (current == null) {
                    if (!slices.hasNext()) {
                        return -1;
                    }
                    Slice slice = slices.next();
                    current = blobs.open(slice.blob(), slice.offset(), slice.length());
                    open = current;
                }
                int count = current.reader().read(target);
                if (count >= 0) {
                    return count;
                }
                close();
            }
        } catch (DriverException e) {
            throw blobs.whileReading(Objects.requireNonNull(open), e);
        }
    }

    @Override
    public void close() {
        BlobGateway.Opened current = open;
        open = null;
        if (current != null) {
            current.reader().close();
        }
    }
}
