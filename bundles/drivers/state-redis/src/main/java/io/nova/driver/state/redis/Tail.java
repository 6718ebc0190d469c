package io.nova.driver.state.redis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the stream says after a commit, as of one moment. */
record Tail(String epoch, long seq, List<Entry> entries) {

    /** A commit. */
    record Entry(long seq, List<Told> changes) {}

    /** A record's change. */
    record Told(String kind, String id, long version) {}

    static Tail read(Link link, long after, int limit) {
        List<@Nullable Object> tail = link.run(Script.TAIL, new Args().add(after).add(limit));
        return new Tail(
                Forms.text(requireNonNull(tail.get(0))),
                Forms.number(requireNonNull(tail.get(1))),
                Link.list(tail.get(2)).stream().map(one -> entry(Link.list(one))).toList());
    }

    private static Entry entry(List<@Nullable Object> stored) {
        String id = Forms.text(requireNonNull(stored.get(0)));
        List<@Nullable Object> fields = Link.list(stored.get(1));
        List<Told> changes = new ArrayList<>();
        // The first field is the epoch.
        for (int i = 2; i < fields.size(); i += 2) {
            String row = Forms.text(requireNonNull(fields.get(i)));
            int colon = row.indexOf(':');
            changes.add(
                    new Told(
                            row.substring(0, colon),
                            row.substring(colon + 1),
                            Forms.number(requireNonNull(fields.get(i + 1)))));
        }
        return new Entry(Long.parseLong(id.substring(0, id.indexOf('-'))), changes);
    }
}
