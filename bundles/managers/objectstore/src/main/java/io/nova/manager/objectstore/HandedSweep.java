package io.nova.manager.objectstore;

import io.nova.model.Page;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;

/** Forgets that objects were handed to services which are no longer there, in any version. */
final class HandedSweep {

    private final StateStore store;
    private final Ledger ledger;

    HandedSweep(StateStore store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    void run() {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Rec<HandedObject>> page =
                    store.query(Kinds.HANDED, Kinds.all(), after.get(), StateStore.MAX_PAGE);
            page.items().forEach(this::forgetIfGone);
            after = page.next();
        }
    }

    private void forgetIfGone(Rec<HandedObject> handed) {
        HandedObject object = handed.value();
        ObjectKey key = new ObjectKey(object.key());
        String id = Kinds.objectId(object.bucket(), key);
        Optional<Rec<StoredObject>> latest = store.get(Kinds.OBJECT, id);
        boolean there =
                latest.filter(rec -> rec.value().info().etag().equals(object.etag())).isPresent();
        if (there || isOlder(object, key)) {
            return;
        }
        Tx.Builder tx = ledger.begin().delete(Kinds.HANDED, handed);
        // An older version becomes the latest, and a new one comes, by a change of this record.
        latest.ifPresentOrElse(
                rec -> tx.expect(Kinds.OBJECT, id, rec.version()),
                () -> tx.expectAbsent(Kinds.OBJECT, id));
        // Who loses the race looks again the next time.
        ledger.commit(tx);
    }

    private boolean isOlder(HandedObject object, ObjectKey key) {
        if (!Kinds.hasRoom(key)) {
            return false;
        }
        String versions = Kinds.versionsOf(object.bucket(), key);
        Optional<String> after = Optional.of(versions);
        while (after.isPresent()) {
            Page<Rec<StoredVersion>> page =
                    store.query(
                            Kinds.VERSION,
                            Kinds.inBucket(object.bucket()),
                            after.get(),
                            StateStore.MAX_PAGE);
            for (Rec<StoredVersion> version : page.items()) {
                if (!version.id().startsWith(versions)) {
                    return false;
                }
                if (version.value().info().etag().equals(object.etag())) {
                    return true;
                }
            }
            after = page.next();
        }
        return false;
    }
}
