package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import io.nova.spi.state.Names;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything as of one moment, while others go on committing: the server keeps what records
 * were, beside what they become, until the export is through.
 */
final class Export {

    /** Until the server gives an export up that does not go on. */
    private static final int PATIENCE_SECONDS = 60;

    private static final int PAGE = 200;
    private static final Comparator<String> ORDER = Names.ORDER;

    private final Links links;
    private final StateArchive.Writer writer;
    private final String name = UUID.randomUUID().toString();

    Export(Links links, OutputStream out) {
        this.links = links;
        this.writer = new StateArchive.Writer(out);
    }

    void run() throws IOException {
        List<@Nullable Object> begun =
                links.write(Script.EXPORT_BEGIN, Args.of(name).add(PATIENCE_SECONDS));
        if (Links.name(begun).equals("BUSY")) {
            throw new IOException("another export of this store is under way");
        }
        try {
            long seq = Forms.number(requireNonNull(begun.get(2)));
            writer.accept(new StateLine.Head(text(begun, 1), seq));
            for (String kind : sorted(Link.list(begun.get(3)))) {
                rows(kind);
            }
            pools(Link.list(begun.get(6)));
            quotas(Link.list(begun.get(4)));
            leases(Link.list(begun.get(5)));
            done(seq);
        } finally {
            links.write(Script.EXPORT_END, Args.of(name));
        }
        writer.finish();
    }

    private void rows(String kind) throws IOException {
        String after = "";
        while (true) {
            List<@Nullable Object> page =
                    alive(
                            links.write(
                                    Script.EXPORT_ROWS,
                                    Args.of(name)
                                            .add(PATIENCE_SECONDS)
                                            .add(kind)
                                            .add(after)
                                            .add(PAGE)));
            // Two lists, of what is there and of what changed: known up to where the first ends.
            String end = text(page, 1);
            String changed = text(page, 2);
            if (end.isEmpty() || (!changed.isEmpty() && ORDER.compare(changed, end) < 0)) {
                end = changed;
            }
            for (StateLine.Row row : rows(kind, page).values()) {
                if (end.isEmpty() || ORDER.compare(row.id(), end) <= 0) {
                    writer.accept(row);
                }
            }
            if (end.isEmpty()) {
                return;
            }
            after = end;
        }
    }

    private static Map<String, StateLine.Row> rows(String kind, List<@Nullable Object> page) {
        TreeMap<String, StateLine.Row> rows = new TreeMap<>(ORDER);
        for (int i = 3; i < page.size(); i += 4) {
            String id = text(page, i);
            long version = Forms.number(requireNonNull(page.get(i + 1)));
            byte[] entries = (byte[]) requireNonNull(page.get(i + 2));
            rows.put(
                    id,
                    new StateLine.Row(
                            kind, id, version, Forms.entries(entries), text(page, i + 3)));
        }
        return rows;
    }

    private void pools(List<@Nullable Object> pools) throws IOException {
        for (Object one : pools) {
            List<@Nullable Object> pool = Link.list(one);
            String pn = text(pool, 0);
            List<@Nullable Object> spec = Link.list(pool.get(1));
            writer.accept(
                    new StateLine.Pool(
                            pn,
                            Forms.ofHex(text(spec, 0)),
                            Forms.ofHex(text(spec, 1)),
                            Forms.number(requireNonNull(spec.get(2))),
                            Forms.ofHex(text(spec, 3))));
            for (Object owned : Link.list(pool.get(2))) {
                PoolItem item = Reader.owned(Forms.text(requireNonNull(owned)));
                writer.accept(new StateLine.Owned(pn, item.item(), item.owner()));
            }
            List<StateLine.Rested> rested = new ArrayList<>();
            List<@Nullable Object> found = Link.list(pool.get(3));
            for (int i = 0; i < found.size(); i += 2) {
                long ready = Long.parseLong(text(found, i + 1));
                rested.add(new StateLine.Rested(pn, Forms.ofHex(text(found, i)), ready));
            }
            rested.sort(Comparator.comparingLong(StateLine.Rested::item));
            for (StateLine.Rested line : rested) {
                writer.accept(line);
            }
        }
    }

    private void quotas(List<@Nullable Object> found) throws IOException {
        for (var quota : pairs(found).entrySet()) {
            writer.accept(new StateLine.Used(quota.getKey(), Forms.ofHex(quota.getValue())));
        }
    }

    private void leases(List<@Nullable Object> found) throws IOException {
        for (var lease : pairs(found).entrySet()) {
            String[] parts = lease.getValue().split(" ", 3);
            writer.accept(
                    new StateLine.Held(
                            lease.getKey(),
                            parts[2],
                            Long.parseLong(parts[0]),
                            Long.parseLong(parts[1])));
        }
    }

    private void done(long seq) throws IOException {
        for (long after = 0; ; ) {
            List<@Nullable Object> page =
                    alive(
                            links.write(
                                    Script.EXPORT_DONE,
                                    Args.of(name)
                                            .add(PATIENCE_SECONDS)
                                            .add(after)
                                            .add(seq)
                                            .add(PAGE)));
            if (page.size() == 1) {
                return;
            }
            for (int i = 1; i < page.size(); i += 2) {
                String[] parts = text(page, i + 1).split(" ", 4);
                after = Long.parseLong(parts[0]);
                writer.accept(
                        new StateLine.Done(
                                text(page, i),
                                parts[3],
                                after,
                                Forms.items(parts[2]),
                                Long.parseLong(parts[1])));
            }
        }
    }

    private static List<@Nullable Object> alive(List<@Nullable Object> answer) throws IOException {
        if (Links.name(answer).equals("GONE")) {
            throw new IOException("the export took too long between two steps; try again");
        }
        return answer;
    }

    private static List<String> sorted(List<@Nullable Object> texts) {
        List<String> sorted = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            sorted.add(text(texts, i));
        }
        sorted.sort(ORDER);
        return sorted;
    }

    private static Map<String, String> pairs(List<@Nullable Object> found) {
        TreeMap<String, String> pairs = new TreeMap<>(ORDER);
        for (int i = 0; i < found.size(); i += 2) {
            pairs.put(text(found, i), text(found, i + 1));
        }
        return pairs;
    }

    private static String text(List<@Nullable Object> answer, int at) {
        return Forms.text(requireNonNull(answer.get(at)));
    }
}
