package io.nova.manager.objectstore;

import io.nova.manager.objectstore.StoreKinds.DamagedBlob;
import io.nova.manager.objectstore.StoreKinds.StoredScrub;
import io.nova.model.DriverException;
import io.nova.model.Page;
import io.nova.model.objectstore.Bucket;
import io.nova.reconcile.Outcome;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads all bytes of all stores, so that damage is found before somebody needs them, and then asks
 * all records for their bytes. It goes in steps of a second; where it is stays in a record, so a
 * restart goes on there.
 */
final class Scrubber {

    private static final int BATCH = 100;
    private static final int BUFFER = 256 << 10;

    private final StateStore store;
    private final BlobGateway blobs;
    private final Ledger ledger;
    private final Owners owners;
    private final Clock clock;
    private final Duration orphanAge;
    private final Pace pace;

    Scrubber(
            Ledger ledger,
            BlobGateway blobs,
            Owners owners,
            Clock clock,
            Duration orphanAge,
            int mibPerSecond) {
        this.store = ledger.store();
        this.blobs = blobs;
        this.ledger = ledger;
        this.owners = owners;
        this.clock = clock;
        this.orphanAge = orphanAge;
        this.pace = new Pace(clock, mibPerSecond);
    }

    /** Begins one, unless one goes on. */
    void begin() {
        Optional<Rec<StoredScrub>> old = store.get(StoreKinds.SCRUB, StoreKinds.ONE);
        if (old.isEmpty() || old.get().value().ended().isPresent()) {
            blobs.book().forgetDamage();
            StoredScrub fresh = StoredScrub.begin(clock.instant());
            // Lost to another that begins one: as good.
            ledger.commit(
                    old.isPresent()
                            ? ledger.begin().update(StoreKinds.SCRUB, old.get(), fresh)
                            : ledger.begin().create(StoreKinds.SCRUB, StoreKinds.ONE, fresh));
        }
    }

    Optional<StoredScrub> last() {
        return store.get(StoreKinds.SCRUB, StoreKinds.ONE).map(Rec::value);
    }

    /** Does what a second allows. */
    Outcome step() throws InterruptedException {
        Optional<Rec<StoredScrub>> rec = store.get(StoreKinds.SCRUB, StoreKinds.ONE);
        if (rec.isEmpty() || rec.get().value().ended().isPresent()) {
            return Outcome.done();
        }
        pace.begin();
        StoredScrub from = rec.get().value();
        StoredScrub to = from.records() ? askRecords(from) : readBlobs(from);
        boolean kept =
                ledger.commit(ledger.begin().update(StoreKinds.SCRUB, rec.get(), to)).isPresent();
        if (kept && to.ended().isPresent()) {
            strikeHealed(to.started());
            return Outcome.done();
        }
        return pace.rest();
    }

    private StoredScrub readBlobs(StoredScrub from) throws InterruptedException {
        StoredScrub scrub = from;
        List<String> places = blobs.stores().stream().sorted().toList();
        for (String place : places) {
            if (place.compareTo(scrub.place()) < 0) {
                continue;
            }
            if (!place.equals(scrub.place())) {
                scrub = scrub.at(place, "", 0);
            }
            Optional<String> next = Optional.of(scrub.after());
            while (next.isPresent()) {
                Page<BlobInfo> page =
                        blobs.list(place, next.filter(s -> !s.isEmpty()).map(BlobId::new), BATCH);
                for (BlobInfo blob : page.items()) {
                    scrub = readBlob(scrub, place, blob);
                    if (pace.left() <= 0) {
                        return scrub;
                    }
                }
                next = page.next();
            }
        }
        return scrub.enterRecords();
    }

    /** Reads a blob, or some of it if it is large. */
    private StoredScrub readBlob(StoredScrub scrub, String place, BlobInfo blob)
            throws InterruptedException {
        long offset = scrub.offset();
        if (offset == 0 && isOrphan(blob)) {
            pace.add(0);
            return scrub.at(place, blob.id().value(), 0).count(0, 0, 0, 1);
        }
        // In whole blocks, each of which is read as a whole anyway.
        long most = Math.max(pace.left(), BlobForm.BLOCK) / BlobForm.BLOCK * BlobForm.BLOCK;
        try (BlobReader reader = blobs.openIn(place, blob.id(), offset, most).orElse(null)) {
            if (reader == null) {
                return scrub.at(place, blob.id().value(), 0);
            }
            long count = drain(reader);
            pace.add(count);
            StoredScrub read = scrub.read(count);
            return offset + count < reader.size()
                    ? read.at(place, scrub.after(), offset + count)
                    : read.at(place, blob.id().value(), 0).count(1, 0, 0, 0);
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                // The store does not answer: the same blob again, later.
                throw e;
            }
            pace.add(0);
            StoredScrub past = scrub.at(place, blob.id().value(), 0);
            if (!Naming.isNeeded(store, blob.id())) {
                return past.count(1, 0, 0, 0);
            }
            blobs.book().writeDamage(blob.id(), place);
            return past.count(1, 1, 0, 0);
        }
    }

    private static long drain(BlobReader reader) throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long sum = 0;
        for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
            sum += count;
            buffer.clear();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return sum;
    }

    private boolean isOrphan(BlobInfo blob) {
        return blob.written().isBefore(clock.instant().minus(orphanAge))
                && !Naming.isNamed(store, blob.id());
    }

    /** Looks for the blobs of one bucket's objects and uploads after the other's. */
    private StoredScrub askRecords(StoredScrub from) throws InterruptedException {
        StoredScrub scrub = from;
        for (Rec<Bucket> bucket : buckets()) {
            String handle = bucket.value().handle();
            if (bucket.id().compareTo(scrub.place()) < 0) {
                continue;
            }
            if (!bucket.id().equals(scrub.place())) {
                scrub = scrub.at(bucket.id(), "", 0);
            }
            // Ids begin with the handle: what is done of each kind tells apart by its letter.
            if (!scrub.after().startsWith("u") && !scrub.after().startsWith("v")) {
                String done = scrub.after().isEmpty() ? "" : scrub.after().substring(1);
                scrub = ask(scrub, Kinds.OBJECT, handle, done, "o");
                if (pace.left() <= 0) {
                    return scrub;
                }
                scrub = scrub.at(scrub.place(), "v", 0);
            }
            if (scrub.after().startsWith("v")) {
                scrub = ask(scrub, Kinds.VERSION, handle, scrub.after().substring(1), "v");
                if (pace.left() <= 0) {
                    return scrub;
                }
                scrub = scrub.at(scrub.place(), "u", 0);
            }
            scrub = ask(scrub, Kinds.UPLOAD, handle, scrub.after().substring(1), "u");
            if (pace.left() <= 0) {
                return scrub;
            }
        }
        return scrub.end(clock.instant());
    }

    private List<Rec<Bucket>> buckets() {
        List<Rec<Bucket>> buckets = new ArrayList<>();
        Records<Bucket> records = new Records<>(store, Kinds.BUCKET);
        owners.all().forEach(owner -> records.each(Kinds.ofOwner(owner), buckets::add));
        buckets.sort(Comparator.comparing(Rec::id));
        return buckets;
    }

    private <T> StoredScrub ask(
            StoredScrub from, Kind<T> kind, String handle, String done, String mark)
            throws InterruptedException {
        StoredScrub scrub = from;
        Optional<String> after = Optional.of(done);
        while (after.isPresent() && pace.left() > 0) {
            Page<Rec<T>> page = store.query(kind, Kinds.inBucket(handle), after.get(), BATCH);
            for (Rec<T> rec : page.items()) {
                long missing = missing(blobsOf(rec.value()));
                long damaged =
                        objectOf(rec.value()).filter(this::isDamagedInline).isPresent() ? 1 : 0;
                scrub = scrub.at(scrub.place(), mark + rec.id(), 0).count(0, damaged, missing, 0);
                if (pace.left() <= 0) {
                    return scrub;
                }
            }
            after = page.next();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return scrub;
    }

    private boolean isDamagedInline(StoredObject object) {
        Optional<String> small = object.content().inline();
        if (small.isEmpty()) {
            return false;
        }
        pace.add(object.info().size());
        BlobId id = new BlobId(small.get());
        boolean whole =
                store.get(Kinds.SMALL, small.get())
                        .map(Rec::value)
                        .flatMap(SmallContent::read)
                        .isPresent();
        // Once more: the object may have been replaced meanwhile.
        if (whole || !Naming.isNeeded(store, id)) {
            return false;
        }
        blobs.book().writeDamage(id, StoreBook.RECORDS);
        return true;
    }

    private static Optional<StoredObject> objectOf(Object record) {
        return record instanceof StoredVersion version
                ? version.object()
                : record instanceof StoredObject object ? Optional.of(object) : Optional.empty();
    }

    private List<BlobId> blobsOf(Object record) {
        Optional<Content> content = objectOf(record).map(StoredObject::content);
        if (content.isPresent()) {
            return content.get()
                    .upload()
                    .map(this::parts)
                    .orElseGet(() -> content.get().blob().stream().toList());
        }
        return record instanceof StoredUpload upload ? parts(upload.info().id()) : List.of();
    }

    private List<BlobId> parts(String upload) {
        List<BlobId> ids = new ArrayList<>();
        new Records<>(store, Kinds.PART)
                .each(Kinds.ofUpload(upload), part -> ids.add(part.value().blob()));
        return ids;
    }

    private long missing(List<BlobId> needed) {
        long missing = 0;
        for (BlobId id : needed) {
            pace.add(0);
            // Once more: the object may have been replaced, and its bytes collected, meanwhile.
            if (!isAnywhere(id) && Naming.isNeeded(store, id)) {
                blobs.book().writeDamage(id, "");
                missing++;
            }
        }
        return missing;
    }

    private boolean isAnywhere(BlobId id) {
        for (String place : blobs.stores()) {
            try (BlobReader reader = blobs.openIn(place, id, 0, 0).orElse(null)) {
                if (reader != null) {
                    return true;
                }
            } catch (DriverException e) {
                if (e.kind() != DriverException.Kind.BROKEN) {
                    throw e;
                }
                // Damaged, but there.
                return true;
            }
        }
        return false;
    }

    /** Takes out of the report what this scrub did not find any longer. */
    private void strikeHealed(Instant started) {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Rec<DamagedBlob>> page =
                    store.query(StoreKinds.DAMAGE, Kinds.all(), after.get(), BATCH);
            for (Rec<DamagedBlob> rec : page.items()) {
                if (rec.value().last().isBefore(started)) {
                    ledger.commit(ledger.begin().delete(StoreKinds.DAMAGE, rec));
                }
            }
            after = page.next();
        }
    }
}
