package io.nova.manager.objectstore;

import io.nova.api.identity.QuotaService;
import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One transaction on the objects of a bucket. For one thread. */
final class ObjectChange {

    /** For what takes away. */
    static final QuotaService UNLIMITED = (project, quota) -> Long.MAX_VALUE;

    private final Ledger ledger;
    private final Collector collector;
    private final IdSource ids;
    private final QuotaService quotas;
    private final Instant now;
    private final Rec<Bucket> bucket;
    private final Draft draft;
    private final List<String> trash = new ArrayList<>();
    private final List<String> smalls = new ArrayList<>();

    ObjectChange(
            Ledger ledger,
            Collector collector,
            IdSource ids,
            QuotaService quotas,
            Instant now,
            Rec<Bucket> bucket) {
        this.ledger = ledger;
        this.collector = collector;
        this.ids = ids;
        this.quotas = quotas;
        this.now = now;
        this.bucket = bucket;
        this.draft = new Draft(ledger.store());
    }

    Bucket bucket() {
        return bucket.value();
    }

    Draft draft() {
        return draft;
    }

    /** Returns the versions of a key, as this transaction leaves them. */
    KeyHistory of(ObjectKey key) {
        return new KeyHistory(draft, bucket.value(), key, now, ids, this::discard);
    }

    /** Returns the versions of a key of another bucket, to read. */
    KeyHistory of(Bucket other, ObjectKey key) {
        return new KeyHistory(draft, other, key, now, ids, this::discard);
    }

    private void discard(Content content) {
        Optional<String> small = content.inline();
        if (small.isEmpty()) {
            discard(Trash.of(content, now));
        } else if (draft.knows(Kinds.SMALL, small.get())) {
            draft.remove(Kinds.SMALL, small.get());
        } else {
            // Who reads it has it in memory already.
            smalls.add(small.get());
        }
    }

    /** Has the collector delete bytes. */
    void discard(Trash what) {
        String id = what.id(ids.hex(8));
        trash.add(id);
        draft.set(Kinds.TRASH, id, what);
    }

    /**
     * Commits what takes things out of the bucket, or changes them, and relies on how the bucket
     * keeps versions.
     *
     * @return empty if another writer came first
     */
    Optional<CommitResult.Ok> commit() {
        Tx.Builder tx = ledger.begin();
        if (bucket.value().versioning().isPresent()) {
            // A delete marker is something in the bucket.
            Ledger.hold(tx, bucket);
        } else {
            tx.expect(Kinds.BUCKET, bucket.id(), bucket.version());
        }
        // Who deletes is not refused, even where a delete marker is one object more.
        return commit(tx, UNLIMITED);
    }

    /**
     * Commits what puts something into the bucket.
     *
     * @throws LimitExceededException if the quota of the bucket's owner would be passed
     */
    Optional<CommitResult.Ok> commitHolding() {
        Tx.Builder tx = ledger.begin();
        Ledger.hold(tx, bucket);
        return commit(tx, quotas);
    }

    private Optional<CommitResult.Ok> commit(Tx.Builder tx, QuotaService limits) {
        if (draft.isStale()) {
            return Optional.empty();
        }
        draft.addTo(tx);
        smalls.forEach(id -> tx.delete(Kinds.SMALL, new Rec<>(id, id, Tx.ANY)));
        Usage.changed(tx, bucket.value(), draft, limits);
        Optional<CommitResult.Ok> done = ledger.commit(tx);
        done.ifPresent(ok -> trash.forEach(collector::wake));
        return done;
    }
}
