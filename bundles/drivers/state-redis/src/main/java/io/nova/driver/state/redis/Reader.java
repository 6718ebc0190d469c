package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import io.nova.model.Page;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Reads records, quotas and pools, always from the primary. */
final class Reader {

    private static final int HEX_DIGITS = 16;

    private final Links links;
    private final Keys keys;

    Reader(Links links) {
        this.links = links;
        this.keys = links.keys();
    }

    /** Returns those of the records that exist, in the order asked for. */
    <T> List<Rec<T>> records(Kind<T> kind, Collection<String> ids) {
        List<String> asked = List.copyOf(ids);
        if (asked.isEmpty()) {
            return List.of();
        }
        List<byte[][]> args =
                asked.stream()
                        .map(
                                id ->
                                        new byte[][] {
                                            keys.row(kind.name(), id),
                                            Forms.bytes("v"),
                                            Forms.bytes("d")
                                        })
                        .toList();
        List<@Nullable Object> found = links.read(link -> link.callAll(Command.HMGET, args));
        List<Rec<T>> records = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            List<@Nullable Object> row = Link.list(found.get(i));
            Object version = row.get(0);
            Object stored = row.get(1);
            if (version != null && stored != null) {
                records.add(rec(kind, asked.get(i), version, stored));
            }
        }
        return records;
    }

    <T> Page<Rec<T>> page(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        byte[] key = keys.entry(kind.name(), entry);
        Args args = Args.of(kind.name(), afterId).add(limit);
        List<@Nullable Object> page = links.read(link -> link.run(Script.PAGE, key, args));
        List<Rec<T>> records = new ArrayList<>();
        for (int i = 1; i < page.size(); i += 3) {
            String id = Forms.text(requireNonNull(page.get(i)));
            Object version = requireNonNull(page.get(i + 1));
            records.add(rec(kind, id, version, requireNonNull(page.get(i + 2))));
        }
        boolean more = Forms.number(requireNonNull(page.get(0))) == 1;
        return new Page<>(
                records,
                more ? Optional.of(records.get(records.size() - 1).id()) : Optional.empty());
    }

    private static <T> Rec<T> rec(Kind<T> kind, String id, Object version, Object stored) {
        return new Rec<>(id, kind.decode(Forms.text(stored)), Forms.number(version));
    }

    long count(Kind<?> kind, IndexEntry entry) {
        byte[] key = keys.entry(kind.name(), entry);
        return Forms.number(links.read(link -> requireNonNull(link.call(Command.ZCARD, key))));
    }

    List<Long> used(List<String> scopes) {
        byte[][] args =
                Stream.concat(Stream.of(keys.quotas()), scopes.stream().map(Forms::bytes))
                        .toArray(byte[][]::new);
        List<Long> used = new ArrayList<>();
        for (Object each : links.read(link -> Link.list(link.call(Command.HMGET, args)))) {
            used.add(each == null ? 0 : Forms.ofHex(Forms.text(each)));
        }
        return used;
    }

    Optional<PoolInfo> pool(String name) {
        List<@Nullable Object> found = links.read(link -> link.run(Script.POOL, Args.of(name)));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long first = Forms.ofHex(Forms.text(requireNonNull(found.get(0))));
        long last = Forms.ofHex(Forms.text(requireNonNull(found.get(1))));
        Duration cooling = Duration.ofMillis(Forms.number(requireNonNull(found.get(2))));
        long used = Forms.number(requireNonNull(found.get(3)));
        long resting = Forms.number(requireNonNull(found.get(4)));
        return Optional.of(
                new PoolInfo(
                        new PoolSpec(name, first, last, cooling),
                        last - first + 1 - used - resting,
                        used,
                        resting));
    }

    List<PoolItem> owners(String pool, long afterItem, int limit) {
        if (afterItem == Long.MAX_VALUE || limit < 1) {
            return List.of();
        }
        String from = "[" + Forms.hex(Math.max(afterItem + 1, 0));
        List<@Nullable Object> found =
                links.read(
                        link ->
                                Link.list(
                                        link.call(
                                                Command.ZRANGEBYLEX,
                                                keys.owners(pool),
                                                Forms.bytes(from),
                                                Forms.bytes("+"),
                                                Forms.bytes("LIMIT"),
                                                Forms.bytes(0),
                                                Forms.bytes(limit))));
        return found.stream().map(one -> owned(Forms.text(requireNonNull(one)))).toList();
    }

    /** Reads a number with its owner behind it. */
    static PoolItem owned(String stored) {
        return new PoolItem(
                Forms.ofHex(stored.substring(0, HEX_DIGITS)), stored.substring(HEX_DIGITS));
    }
}
