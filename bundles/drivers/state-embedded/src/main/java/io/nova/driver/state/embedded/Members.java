package io.nova.driver.state.embedded;

import static java.util.Comparator.comparing;

import io.nova.spi.state.Beat;
import io.nova.spi.state.Names;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** When members last spoke, in memory; who they are is kept, so that a restart forgets nobody. */
final class Members {

    /** Writes a batch some time. */
    @FunctionalInterface
    interface Change {
        void fill(WriteBatch batch) throws RocksDBException;
    }

    private final Map<String, Map<String, Beat>> groups = new HashMap<>();

    synchronized void load(View view, Instant now) {
        view.scan(
                Keys.all(Keys.MEMBER),
                (key, at) -> {
                    var reader = new Bytes.Reader(key, 1);
                    String group = reader.part();
                    String member = reader.rest();
                    String note = new Bytes.Reader(at.value(), 0).rest();
                    put(group, new Beat(member, now, note));
                    return true;
                });
    }

    synchronized void beat(String group, Beat beat, Consumer<Change> write) {
        Beat before = put(group, beat);
        if (before == null || !before.note().equals(beat.note())) {
            byte[] key = Keys.member(group, beat.member());
            byte[] note = new Bytes(beat.note().length()).rest(beat.note()).done();
            write.accept(batch -> batch.put(key, note));
        }
    }

    synchronized List<Beat> beats(String group) {
        return groups.getOrDefault(group, Map.of()).values().stream()
                .sorted(comparing(Beat::member, Names.ORDER))
                .toList();
    }

    synchronized void forget(String group, String member, Consumer<Change> write) {
        Map<String, Beat> members = groups.get(group);
        if (members != null && members.remove(member) != null) {
            write.accept(batch -> batch.delete(Keys.member(group, member)));
        }
    }

    synchronized void clear() {
        groups.clear();
    }

    private @Nullable Beat put(String group, Beat beat) {
        return groups.computeIfAbsent(group, unused -> new HashMap<>()).put(beat.member(), beat);
    }
}
