package io.nova.driver.state.embedded;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Names;
import io.nova.spi.state.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the store: its version, the index entries that stand for it, and its JSON.
 * The entries are kept with it so that they can be removed whatever the caller believes.
 *
 * @param value what the JSON was made of, if it was not read from the store
 */
record Row(long version, List<IndexEntry> entries, String stored, @Nullable Object value) {

    private static final Comparator<IndexEntry> ORDER =
            Comparator.comparing(IndexEntry::index, Names.ORDER)
                    .thenComparing(IndexEntry::value, Names.ORDER);

    /** Returns the row of a value whose version is not known yet. */
    static <T> Row of(Kind<T> kind, String id, Object made, @Nullable Row before) {
        T value = kind.type().cast(made);
        String stored = before == null ? kind.encode(value) : kind.encode(value, before.stored());
        List<IndexEntry> entries = kind.entries(value);
        if (entries.size() > 1) {
            entries = entries.stream().sorted(ORDER).toList();
        }
        // Three bytes is the most that a char takes: only what is large needs to be counted.
        if (stored.length() > Tx.MAX_RECORD / 3) {
            int bytes = stored.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > Tx.MAX_RECORD) {
                throw new IllegalArgumentException(
                        "%s %s has %d bytes, more than %d"
                                .formatted(kind, id, bytes, Tx.MAX_RECORD));
            }
        }
        return new Row(0, entries, stored, value);
    }

    static Row read(byte[] bytes) {
        var reader = new Bytes.Reader(bytes, 0);
        long version = reader.number();
        int count = reader.size();
        List<IndexEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new IndexEntry(reader.sized(), reader.sized()));
        }
        return new Row(version, entries, reader.rest(), null);
    }

    /** Reads the version alone. */
    static long version(byte[] bytes) {
        return new Bytes.Reader(bytes, 0).number();
    }

    byte[] bytes(long newVersion) {
        Bytes bytes = new Bytes(stored.length() + 64).number(newVersion).size(entries.size());
        for (IndexEntry entry : entries) {
            bytes.sized(entry.index()).sized(entry.value());
        }
        return bytes.rest(stored).done();
    }
}
