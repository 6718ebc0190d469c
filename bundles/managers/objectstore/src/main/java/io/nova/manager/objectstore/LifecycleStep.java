package io.nova.manager.objectstore;

import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes one step of a walk: looks at some records, and has go what is due. What others change
 * meanwhile stays as it is until the next walk.
 */
final class LifecycleStep {

    /** The most records of one transaction. */
    private static final int BATCH = 100;

    private final StateStore store;
    private final ObjectCommit commits;
    private final Rec<Bucket> bucket;
    private final Lifecycles rules;
    private final Instant now;

    LifecycleStep(
            StateStore store,
            ObjectCommit commits,
            Rec<Bucket> bucket,
            Lifecycles rules,
            Instant now) {
        this.store = store;
        this.commits = commits;
        this.bucket = bucket;
        this.rules = rules;
        this.now = now;
    }

    LifecycleWalk from(LifecycleWalk walk) {
        return switch (walk.stage()) {
            case OBJECTS -> objects(walk);
            case VERSIONS -> versions(walk);
            case UPLOADS -> uploads(walk);
            case DONE -> walk;
        };
    }

    private IndexEntry here() {
        return Kinds.inBucket(bucket.value().handle());
    }

    private ProjectId owner() {
        return bucket.value().owner();
    }

    private static LifecycleWalk behind(LifecycleWalk walk, Optional<String> next) {
        return next.map(walk::at).orElseGet(walk::next);
    }

    private LifecycleWalk objects(LifecycleWalk walk) {
        Page<Rec<StoredObject>> page = store.query(Kinds.OBJECT, here(), walk.after(), BATCH);
        List<Consumer<ObjectChange>> due = new ArrayList<>();
        for (Rec<StoredObject> rec : page.items()) {
            if (rules.hasExpired(rec.value().info(), now)) {
                due.add(change -> expire(change, rec));
            }
        }
        commit(due);
        return behind(walk, page.next());
    }

    private void expire(ObjectChange change, Rec<StoredObject> rec) {
        change.draft().rely(Kinds.OBJECT, rec);
        var unusedDeleted = change.of(rec.value().info().key()).delete(owner());
    }

    /** Looks at whole keys, since how many of a key are newer counts. */
    private LifecycleWalk versions(LifecycleWalk walk) {
        List<Consumer<ObjectChange>> due = new ArrayList<>();
        Optional<ObjectKey> key = Optional.empty();
        int newer = 0;
        int seen = 0;
        String done = walk.after();
        Optional<String> after = Optional.of(walk.after());
        while (after.isPresent()) {
            Page<Rec<StoredVersion>> page = store.query(Kinds.VERSION, here(), after.get(), BATCH);
            for (Rec<StoredVersion> rec : page.items()) {
                StoredVersion version = rec.value();
                if (!key.equals(Optional.of(version.key()))) {
                    if (seen >= BATCH) {
                        commit(due);
                        return walk.at(done);
                    }
                    key = Optional.of(version.key());
                    newer = 0;
                }
                boolean latest = version.since().isEmpty();
                if (latest ? rules.mayGo(version.info(), now) : expired(version, newer)) {
                    due.add(change -> remove(change, rec));
                }
                newer += latest ? 0 : 1;
                seen++;
                done = rec.id();
            }
            after = page.next();
        }
        commit(due);
        return walk.next();
    }

    private boolean expired(StoredVersion version, int newer) {
        return rules.hasExpired(version, newer, now);
    }

    private void remove(ObjectChange change, Rec<StoredVersion> rec) {
        KeyHistory history = change.of(rec.value().key());
        boolean latest = rec.value().since().isEmpty();
        if (latest && history.hasOlder()) {
            return;
        }
        change.draft().rely(Kinds.VERSION, rec);
        history.remove(
                new KeyHistory.Found(
                        latest ? KeyHistory.Where.MARKER : KeyHistory.Where.OLDER, rec.value()));
    }

    private LifecycleWalk uploads(LifecycleWalk walk) {
        Page<Rec<StoredUpload>> page = store.query(Kinds.UPLOAD, here(), walk.after(), BATCH);
        List<Consumer<ObjectChange>> due = new ArrayList<>();
        for (Rec<StoredUpload> rec : page.items()) {
            if (rules.hasExpired(rec.value().info(), now)) {
                due.add(change -> abort(change, rec));
            }
        }
        commit(due);
        return behind(walk, page.next());
    }

    private void abort(ObjectChange change, Rec<StoredUpload> rec) {
        change.draft().rely(Kinds.UPLOAD, rec);
        change.draft().remove(Kinds.UPLOAD, rec.id());
        change.discard(Trash.ofUpload(rec.value().info().id(), "", now));
    }

    /** Does all at once, or, if another writer comes between, what can be done one by one. */
    private void commit(List<Consumer<ObjectChange>> due) {
        for (int from = 0; from < due.size(); from += BATCH) {
            List<Consumer<ObjectChange>> batch =
                    due.subList(from, Math.min(due.size(), from + BATCH));
            if (!tryCommit(batch)) {
                batch.forEach(one -> tryCommit(List.of(one)));
            }
        }
    }

    private boolean tryCommit(List<Consumer<ObjectChange>> what) {
        ObjectChange change = commits.begin(bucket);
        what.forEach(one -> one.accept(change));
        return change.draft().isIdle() || change.commit().isPresent();
    }
}
