package io.nova.driver.state.embedded;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a transaction that can be made before its turn comes, so that they are turned into
 * JSON by many threads at once and not under the commit lock: those that depend on no number to be
 * taken, and replace no record or one of the very version that they expect.
 */
final class Drafts {

    private final @Nullable Row[] rows;

    private Drafts(@Nullable Row[] rows) {
        this.rows = rows;
    }

    static Drafts of(Tx tx, View view) {
        List<TxOp> ops = tx.ops();
        @Nullable Row[] rows = new Row[ops.size()];
        for (int i = 0; i < rows.length; i++) {
            if (ops.get(i) instanceof TxOp.Create<?> create) {
                // A step before may have removed a record of that id: then its fields are gone too.
                rows[i] = draft(create.kind(), create.id(), create.value(), null);
            } else if (ops.get(i) instanceof TxOp.Update<?> update && update.version() > 0) {
                byte[] stored = view.get(Keys.row(update.kind().name(), update.id()));
                if (stored != null && Row.version(stored) == update.version()) {
                    rows[i] = draft(update.kind(), update.id(), update.value(), Row.read(stored));
                }
            }
        }
        return new Drafts(rows);
    }

    @Nullable Row of(int step) {
        return rows[step];
    }

    private static @Nullable Row draft(
            Kind<?> kind, String id, Function<Taken, ?> value, @Nullable Row before) {
        Object made;
        try {
            made =
                    value.apply(
                            index -> {
                                throw new TooEarly();
                            });
        } catch (RuntimeException e) {
            // It needs a number, or is wrong in itself, which is found out in its turn.
            return null;
        }
        return Row.of(kind, id, made, before);
    }

    private static final class TooEarly extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooEarly() {
            super("no number is taken yet", null, false, false);
        }
    }
}
