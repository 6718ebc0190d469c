package io.nova.driver.state.embedded;

import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Writes everything that a view shows. */
final class Export {

    private final View view;
    private final StateArchive.Writer writer;

    Export(View view, OutputStream out) {
        this.view = view;
        this.writer = new StateArchive.Writer(out);
    }

    void run(String epoch) throws IOException {
        byte[] seq = view.get(Keys.SEQ);
        try {
            put(new StateLine.Head(epoch, seq == null ? 0 : Forms.number(seq)));
            rows();
            pools();
            rest();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        writer.finish();
    }

    private void rows() {
        view.scan(
                Keys.all(Keys.ROW),
                (key, at) -> {
                    var reader = new Bytes.Reader(key, 1);
                    String kind = reader.part();
                    Row row = Row.read(at.value());
                    return put(
                            new StateLine.Row(
                                    kind,
                                    reader.rest(),
                                    row.version(),
                                    row.entries(),
                                    row.stored()));
                });
    }

    private void pools() {
        Map<String, Pool> pools = new TreeMap<>(Names.ORDER);
        view.scan(
                Keys.all(Keys.POOL),
                (key, at) -> {
                    String name = new Bytes.Reader(key, 1).rest();
                    pools.put(name, Forms.pool(name, at.value()));
                    return true;
                });
        pools.forEach(this::pool);
    }

    private void pool(String name, Pool pool) {
        PoolSpec spec = pool.spec();
        put(
                new StateLine.Pool(
                        name, spec.first(), spec.last(), spec.cooling().toMillis(), pool.next()));
        view.scan(
                Keys.items(name),
                (key, at) ->
                        !Forms.isOwned(at.value())
                                || put(
                                        new StateLine.Owned(
                                                name, Pools.item(key), Forms.owner(at.value()))));
        view.scan(
                Keys.items(name),
                (key, at) ->
                        Forms.isOwned(at.value())
                                || put(
                                        new StateLine.Rested(
                                                name, Pools.item(key), Forms.ready(at.value()))));
    }

    private void rest() {
        view.scan(
                Keys.all(Keys.QUOTA),
                (key, at) -> {
                    String scope = new Bytes.Reader(key, 1).rest();
                    return put(new StateLine.Used(scope, Forms.number(at.value())));
                });
        view.scan(
                Keys.all(Keys.LEASE),
                (key, at) -> {
                    Lease lease = Forms.lease(new Bytes.Reader(key, 1).rest(), at.value());
                    return put(
                            new StateLine.Held(
                                    lease.name(),
                                    lease.owner(),
                                    lease.token(),
                                    lease.until().toEpochMilli()));
                });
        view.scan(
                Keys.all(Keys.DONE_AT),
                (key, at) -> {
                    String opId = new String(at.value(), StandardCharsets.UTF_8);
                    byte[] stored = view.get(Keys.done(opId));
                    return stored == null || put(done(opId, Forms.done(stored)));
                });
    }

    private static StateLine done(String opId, Forms.Done done) {
        return new StateLine.Done(
                opId, done.result().epoch(), done.result().seq(), done.result().items(), done.at());
    }

    private boolean put(StateLine line) {
        try {
            writer.accept(line);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
