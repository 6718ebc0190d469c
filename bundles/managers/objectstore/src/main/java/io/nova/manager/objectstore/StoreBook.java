package io.nova.manager.objectstore;

import io.nova.manager.objectstore.StoreKinds.DamagedBlob;
import io.nova.manager.objectstore.StoreKinds.KnownStore;
import io.nova.manager.objectstore.StoreKinds.StoredMigration;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows from the records where bytes may be and where new ones go. */
final class StoreBook {

    private static final Logger LOG = LoggerFactory.getLogger(StoreBook.class);

    /** How old what is known may be: another process may begin a migration. */
    private static final Duration AGE = Duration.ofSeconds(1);

    /** Stands for the name of a store where bytes are in a record. */
    static final String RECORDS = "records";

    /** So many damaged blobs are remembered, not to write the same record at each read. */
    private static final int REMEMBERED = 10_000;

    private record Page(Instant read, Set<String> known, Optional<String> writeTo) {}

    private final StateStore store;
    private final Ledger ledger;
    private final Clock clock;
    private final Set<BlobId> damaged = ConcurrentHashMap.newKeySet();
    private volatile Page page = new Page(Instant.MIN, Set.of(), Optional.empty());

    StoreBook(Ledger ledger, Clock clock) {
        this.store = ledger.store();
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Returns the names of the stores that may hold bytes. */
    Set<String> known() {
        return page().known();
    }

    /** Returns where new bytes go, if a migration says so. */
    Optional<String> writeTo() {
        return page().writeTo();
    }

    private Page page() {
        Page last = page;
        Instant now = clock.instant();
        if (last.read().isBefore(now.minus(AGE)) || last.read().isAfter(now)) {
            last = read(now);
            page = last;
        }
        return last;
    }

    private Page read(Instant now) {
        Set<String> known =
                store.query(StoreKinds.STORE, Kinds.all(), "", StateStore.MAX_PAGE).items().stream()
                        .map(Rec::id)
                        .collect(Collectors.toUnmodifiableSet());
        Optional<String> writeTo =
                store.get(StoreKinds.MIGRATION, StoreKinds.ONE)
                        .map(Rec::value)
                        .map(StoredMigration::to);
        return new Page(now, known, writeTo);
    }

    /** Has the records read again. */
    void forget() {
        page = new Page(Instant.MIN, Set.of(), Optional.empty());
    }

    /** Notes, before and after bytes are written there, that the store may hold some. */
    void note(String name) {
        if (!known().contains(name)) {
            // Lost to another process that notes the same: as good.
            ledger.commit(
                    ledger.begin()
                            .create(StoreKinds.STORE, name, new KnownStore(name, clock.instant())));
            forget();
        }
    }

    /** Takes a store out that holds no bytes any longer. */
    void strike(String name) {
        store.get(StoreKinds.STORE, name)
                .ifPresent(rec -> ledger.commit(ledger.begin().delete(StoreKinds.STORE, rec)));
        forget();
    }

    /** Notes that bytes are damaged, or missing if no store is named, unless nothing needs them. */
    void noteDamage(BlobId blob, String where) {
        if (damaged.contains(blob) || !Naming.isNamed(store, blob)) {
            return;
        }
        LOG.error(
                "Blob {} is {}; nova:objectstore-status names what it is part of",
                blob,
                where.isEmpty() ? "in no store" : "damaged in store " + where);
        if (damaged.size() < REMEMBERED) {
            damaged.add(blob);
        }
        writeDamage(blob, where);
    }

    /** As {@link #noteDamage}, for the scrub, which has seen it now. */
    void writeDamage(BlobId blob, String where) {
        Instant now = clock.instant();
        Optional<Rec<DamagedBlob>> old = store.get(StoreKinds.DAMAGE, blob.value());
        Instant first = old.map(rec -> rec.value().first()).orElse(now);
        DamagedBlob fresh = new DamagedBlob(blob, where, first, now);
        ledger.commit(
                old.isPresent()
                        ? ledger.begin().update(StoreKinds.DAMAGE, old.get(), fresh)
                        : ledger.begin().create(StoreKinds.DAMAGE, blob.value(), fresh));
    }

    /** Lets what was remembered as damaged be noted again. */
    void forgetDamage() {
        damaged.clear();
    }
}
