package io.nova.manager.cluster;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.model.ProjectId;
import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks whether what records need is there, for many of them at a time. */
final class NeedCheck {

    private static final int BATCH = 500;

    private final StateStore store;
    private final Rulebook rules;
    private final Notes notes;
    private final List<Wanted> waiting = new ArrayList<>();

    /** A need of a record. */
    private record Wanted(
            Kind<?> kind, String id, long version, Optional<ProjectId> project, Need need) {}

    NeedCheck(StateStore store, Rulebook rules, Notes notes) {
        this.store = store;
        this.rules = rules;
        this.notes = notes;
    }

    <T> void add(KindRules<T> of, String id, long version, T value) {
        Optional<ProjectId> project = of.project().apply(value);
        for (Need need : of.needs().apply(value)) {
            // Of what somebody keeps who is not here nothing is known.
            if (need.kinds().stream().allMatch(kind -> rules.kind(kind).isPresent())) {
                waiting.add(new Wanted(of.kind(), id, version, project, need));
            }
        }
        if (waiting.size() >= BATCH) {
            flush();
        }
    }

    void flush() {
        Map<String, Set<String>> asked = new HashMap<>();
        for (Wanted one : waiting) {
            for (String kind : one.need().kinds()) {
                asked.computeIfAbsent(kind, name -> new LinkedHashSet<>()).add(one.need().id());
            }
        }
        Map<String, Map<String, Other>> found = new HashMap<>();
        asked.forEach(
                (kind, ids) -> rules.kind(kind).ifPresent(of -> found.put(kind, read(of, ids))));
        for (Wanted one : waiting) {
            judge(one, found);
        }
        waiting.clear();
    }

    /** Another record, as far as it matters here. */
    private record Other(Object value, boolean live, Optional<ProjectId> project) {}

    private <T> Map<String, Other> read(KindRules<T> of, Set<String> ids) {
        Map<String, Other> found = new HashMap<>();
        for (Rec<T> rec : ReadableRecords.all(store, of.kind(), List.copyOf(ids))) {
            T value = rec.value();
            found.put(rec.id(), new Other(value, of.live().test(value), of.project().apply(value)));
        }
        return found;
    }

    private void judge(Wanted one, Map<String, Map<String, Other>> found) {
        Need need = one.need();
        Optional<Other> other =
                need.kinds().stream()
                        .flatMap(
                                kind ->
                                        Optional.ofNullable(
                                                found.getOrDefault(kind, Map.of()).get(need.id()))
                                                .stream())
                        .filter(Other::live)
                        .findFirst();
        String what = String.join(" or ", need.kinds()) + " " + need.id();
        if (other.isEmpty()) {
            if (!need.ifThere()) {
                dangling(one, "needs the " + what + ", which is not there");
            }
        } else if (need.sameProject()
                && other.get().project().isPresent()
                && !other.get().project().equals(one.project())) {
            suspect(
                    Fault.FOREIGN,
                    one,
                    "of project %s refers to the %s of project %s"
                            .formatted(
                                    one.project().map(ProjectId::value).orElse("none"),
                                    what,
                                    other.get().project().get()),
                    "");
        } else if (!need.fits().test(other.get().value())) {
            dangling(one, "needs the " + what + ", which is another than it says");
        }
    }

    private void dangling(Wanted one, String why) {
        suspect(Fault.DANGLING, one, why, one.need().useless() ? "remove the record" : "");
    }

    private void suspect(Fault fault, Wanted one, String why, String repair) {
        String subject = one.kind().name() + " " + one.id();
        Finding finding = new Finding(fault, subject, why, repair);
        notes.suspect(
                new Suspect(
                        finding,
                        "" + one.version(),
                        () -> repair.isEmpty() ? Optional.empty() : removal(one)));
    }

    private Optional<Tx.Builder> removal(Wanted one) {
        Need need = one.need();
        Optional<? extends Rec<?>> rec =
                store.get(one.kind(), one.id()).filter(now -> now.version() == one.version());
        if (rec.isEmpty()) {
            return Optional.empty();
        }
        Tx.Builder tx = Tx.of(Repairs.UNNAMED).delete(one.kind(), rec.get());
        for (String name : need.kinds()) {
            Kind<?> kind = rules.kind(name).orElseThrow().kind();
            Optional<? extends Rec<?>> other = store.get(kind, need.id());
            boolean right =
                    other.isPresent()
                            && isLive(name, other.get())
                            && need.fits().test(other.get().value());
            if (right) {
                return Optional.empty();
            }
            tx.expect(kind, need.id(), other.map(Rec::version).orElse(0L));
        }
        return Optional.of(tx);
    }

    private boolean isLive(String name, Rec<?> rec) {
        return rules.kind(name).map(of -> isLive(of, rec)).orElse(true);
    }

    private static <T> boolean isLive(KindRules<T> of, Rec<?> rec) {
        return of.live().test(of.kind().type().cast(rec.value()));
    }
}
