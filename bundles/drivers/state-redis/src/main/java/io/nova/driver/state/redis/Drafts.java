package io.nova.driver.state.redis;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * What a transaction makes of records, turned into their stored form before the server sees it: a
 * script cannot call the managers' code. The server checks what was assumed, which is the version
 * that a record's unknown fields were taken from, and the numbers that values depend on.
 */
final class Drafts {

    private record RowKey(String kind, String id) {}

    /**
     * What the steps make of a record; no value means that it is removed.
     *
     * @param fresh it is a new record, which inherits no fields from one that was removed
     */
    private record Write(
            Kind<?> kind, String id, @Nullable Function<Taken, ?> value, boolean fresh) {}

    /** A record as it was read: without a version if there is none. */
    private record Before(String version, @Nullable String stored) {

        static final Before NONE = new Before("0", null);
    }

    private final Map<RowKey, Write> writes = new LinkedHashMap<>();
    private final Map<RowKey, Before> before = new LinkedHashMap<>();

    Drafts(Tx tx) {
        for (TxOp op : tx.ops()) {
            if (op instanceof TxOp.Create<?> create) {
                note(new Write(create.kind(), create.id(), create.value(), true));
            } else if (op instanceof TxOp.Update<?> update) {
                note(new Write(update.kind(), update.id(), update.value(), false));
            } else if (op instanceof TxOp.Delete delete) {
                note(new Write(delete.kind(), delete.id(), null, false));
            }
        }
    }

    private void note(Write write) {
        RowKey key = new RowKey(write.kind().name(), write.id());
        Write earlier = writes.get(key);
        boolean fresh = write.fresh() || (earlier != null && earlier.fresh());
        writes.put(key, new Write(write.kind(), write.id(), write.value(), fresh));
    }

    /** Reads the records whose unknown fields are kept, as they are now. */
    void read(Links links) {
        List<RowKey> asked =
                writes.entrySet().stream()
                        .filter(e -> e.getValue().value() != null && !e.getValue().fresh())
                        .map(Map.Entry::getKey)
                        .toList();
        if (asked.isEmpty()) {
            return;
        }
        List<byte[][]> args =
                asked.stream()
                        .map(
                                key ->
                                        new byte[][] {
                                            links.keys().row(key.kind(), key.id()),
                                            Forms.bytes("v"),
                                            Forms.bytes("d")
                                        })
                        .toList();
        List<@Nullable Object> found = links.read(link -> link.callAll(Command.HMGET, args));
        for (int i = 0; i < asked.size(); i++) {
            List<@Nullable Object> row = Link.list(found.get(i));
            Object version = row.get(0);
            Object stored = row.get(1);
            before.put(
                    asked.get(i),
                    version == null || stored == null
                            ? Before.NONE
                            : new Before(Forms.text(version), Forms.text(stored)));
        }
    }

    /**
     * Returns the writes as the script has them.
     *
     * @param items the numbers taken, or null if they are not known yet
     * @throws RuntimeException if a value cannot be made, or not without the numbers
     */
    Args render(@Nullable List<Long> items) {
        Args args = new Args().add(writes.size());
        Taken taken = index -> item(items, index);
        writes.forEach((key, write) -> render(args, key, write, taken));
        return args;
    }

    private void render(Args args, RowKey key, Write write, Taken taken) {
        args.add(key.kind()).add(key.id());
        if (write.value() == null) {
            args.add("").add("").add("").add("D");
            return;
        }
        Before base = before.get(key);
        args.add(base == null ? "" : base.version());
        render(args, write.kind(), key.id(), write.value().apply(taken), base);
        args.add("W");
    }

    private static <T> void render(
            Args args, Kind<T> kind, String id, Object made, @Nullable Before base) {
        T value = kind.type().cast(made);
        String earlier = base == null ? null : base.stored();
        byte[] stored =
                Forms.bytes(earlier == null ? kind.encode(value) : kind.encode(value, earlier));
        if (stored.length > Tx.MAX_RECORD) {
            throw new IllegalArgumentException(
                    "%s %s has %d bytes, more than %d"
                            .formatted(kind, id, stored.length, Tx.MAX_RECORD));
        }
        List<IndexEntry> entries = new ArrayList<>(kind.entries(value));
        args.add(stored).add(Forms.entries(entries));
    }

    private static long item(@Nullable List<Long> items, int index) {
        if (items == null) {
            throw new IllegalStateException("no number is taken yet");
        } else if (index < 0 || index >= items.size()) {
            throw new IllegalArgumentException(
                    "number " + index + " of only " + items.size() + " taken");
        }
        return items.get(index);
    }
}
