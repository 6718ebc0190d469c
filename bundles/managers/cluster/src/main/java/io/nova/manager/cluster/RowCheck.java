package io.nova.manager.cluster;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at each record by itself, and has others told what it holds and needs. */
final class RowCheck {

    private final StateStore store;
    private final Notes notes;
    private final NeedCheck needs;
    private final Tally tally;
    private final HeldItems items;
    private final Set<String> unreadable = new HashSet<>();

    RowCheck(StateStore store, Notes notes, NeedCheck needs, Tally tally, HeldItems items) {
        this.store = store;
        this.notes = notes;
        this.needs = needs;
        this.tally = tally;
        this.items = items;
    }

    <T> void look(KindRules<T> of, StateLine.Row row) {
        Kind<T> kind = of.kind();
        T value;
        List<IndexEntry> entries;
        try {
            value = kind.decode(row.stored());
            entries = kind.entries(value);
        } catch (RuntimeException e) {
            unreadable.add(kind.name());
            suspect(Fault.UNREADABLE, kind, row, String.valueOf(e.getMessage()), false);
            return;
        }
        if (!Set.copyOf(entries).equals(Set.copyOf(row.entries()))) {
            suspect(Fault.INDEX, kind, row, difference(entries, row.entries()), true);
        }
        for (String fault : of.faults().apply(value)) {
            suspect(Fault.IMPOSSIBLE, kind, row, fault, false);
        }
        if (of.live().test(value)) {
            of.holds().accept(value, tally);
            of.holds().accept(value, items.of(kind, row));
            needs.add(of, row.id(), row.version(), value);
        }
    }

    /** Returns whether all records of the kinds could be read. */
    boolean isKnown(List<String> kinds) {
        return kinds.stream().noneMatch(unreadable::contains);
    }

    private <T> void suspect(
            Fault fault, Kind<T> kind, StateLine.Row row, String detail, boolean rewritten) {
        Finding finding =
                new Finding(
                        fault,
                        kind.name() + " " + row.id(),
                        detail,
                        rewritten ? "store the record anew" : "");
        notes.suspect(
                new Suspect(
                        finding,
                        row.version() + " " + detail,
                        () -> rewritten ? rewrite(kind, row) : Optional.empty()));
    }

    private <T> Optional<Tx.Builder> rewrite(Kind<T> kind, StateLine.Row row) {
        Optional<Rec<T>> now = store.get(kind, row.id());
        return now.filter(rec -> rec.version() == row.version())
                .map(rec -> Tx.of(Repairs.UNNAMED).update(kind, rec, rec.value()));
    }

    private static String difference(List<IndexEntry> should, List<IndexEntry> is) {
        Set<IndexEntry> lacks = new HashSet<>(should);
        is.forEach(lacks::remove);
        Set<IndexEntry> over = new HashSet<>(is);
        should.forEach(over::remove);
        String text = lacks.isEmpty() ? "" : "is not found by " + words(lacks);
        return over.isEmpty()
                ? text
                : text + (text.isEmpty() ? "" : ", and ") + "is found by " + words(over);
    }

    private static String words(Set<IndexEntry> entries) {
        return String.join(
                ", ",
                entries.stream().map(one -> one.index() + "=" + one.value()).sorted().toList());
    }

    /** Is told the numbers that single records hold. */
    @FunctionalInterface
    interface HeldItems {
        /** Returns who is told what this record holds. */
        Holdings of(Kind<?> kind, StateLine.Row row);
    }
}
