package io.nova.manager.objectstore;

import io.nova.manager.objectstore.StoreKinds.Step;
import io.nova.manager.objectstore.StoreKinds.StoredMigration;
import io.nova.model.DriverException;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ResourceType;
import io.nova.reconcile.Outcome;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves all bytes to one store while the cloud serves.
 *
 * <p>New bytes go there from the first moment. A walk over the other stores copies what is needed,
 * and reads each copy back; then it waits until nobody reads the originals any longer; another walk
 * removes those that have a copy. That goes on until the other stores are empty but for what is
 * damaged. A blob is in one store at least at every moment, and readers look in all.
 */
final class Mover {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final int BATCH = 100;
    private static final int BUFFER = 256 << 10;

    private final StateStore store;
    private final BlobGateway blobs;
    private final Ledger ledger;
    private final Clock clock;
    private final Duration grace;
    private final Duration orphanAge;
    private final LostHistory lost;
    private final Pace pace;

    /**
     * @param grace how long a reader may still read a blob that it found
     */
    Mover(
            Ledger ledger,
            BlobGateway blobs,
            Clock clock,
            Duration grace,
            Duration orphanAge,
            LostHistory lost,
            int mibPerSecond) {
        this.store = ledger.store();
        this.blobs = blobs;
        this.ledger = ledger;
        this.clock = clock;
        this.grace = grace;
        this.orphanAge = orphanAge;
        this.lost = lost;
        this.pace = new Pace(clock, mibPerSecond);
    }

    /** Begins one, unless it is the one that goes on. */
    void begin(String to) {
        if (!blobs.present().contains(to)) {
            throw new NotFoundException(
                    ResourceType.REQUEST,
                    to,
                    "There is no driver '%s' of the object store; there are %s"
                            .formatted(to, blobs.present()));
        }
        Optional<Rec<StoredMigration>> old = store.get(StoreKinds.MIGRATION, StoreKinds.ONE);
        boolean going = old.isPresent() && old.get().value().ended().isEmpty();
        if (going && !old.get().value().to().equals(to)) {
            throw new IncorrectStateException(
                    ResourceType.REQUEST,
                    to,
                    "Bytes move to '%s'; wait for the end of it".formatted(old.get().value().to()));
        }
        if (!going) {
            // Where bytes were before is noted first: it may never have been written to since.
            blobs.present().forEach(blobs.book()::note);
            StoredMigration fresh = StoredMigration.begin(to, clock.instant());
            ledger.commit(
                    old.isPresent()
                            ? ledger.begin().update(StoreKinds.MIGRATION, old.get(), fresh)
                            : ledger.begin().create(StoreKinds.MIGRATION, StoreKinds.ONE, fresh));
            blobs.book().forget();
        }
    }

    Optional<StoredMigration> last() {
        return store.get(StoreKinds.MIGRATION, StoreKinds.ONE).map(Rec::value);
    }

    /** Does what a second allows. */
    Outcome step() throws InterruptedException {
        Optional<Rec<StoredMigration>> rec = store.get(StoreKinds.MIGRATION, StoreKinds.ONE);
        if (rec.isEmpty()) {
            return Outcome.done();
        }
        pace.begin();
        StoredMigration from = rec.get().value();
        if (from.ended().isPresent()) {
            if (!hasLatecomer(from)) {
                return Outcome.done();
            }
            from = from.enter(Step.COPYING, clock.instant());
        }
        if (from.step() == Step.WAITING) {
            Duration left = Duration.between(clock.instant(), from.stepSince().plus(grace));
            if (!left.isNegative() && !left.isZero()) {
                return Outcome.again(left);
            }
        }
        StoredMigration to =
                from.step() == Step.WAITING
                        ? from.enter(Step.REMOVING, clock.instant())
                        : walk(from);
        ledger.commit(ledger.begin().update(StoreKinds.MIGRATION, rec.get(), to));
        if (to.step() == Step.DONE) {
            blobs.book().forget();
            LOG.info("All bytes that are whole are in store {}", to.to());
            return Outcome.done();
        }
        return pace.rest();
    }

    /** Tells whether a write that had begun before the migration ended after it. */
    private boolean hasLatecomer(StoredMigration ended) {
        if (ended.failed() > 0) {
            return false;
        }
        for (String place : blobs.present()) {
            if (!place.equals(ended.to())) {
                List<BlobInfo> first = blobs.list(place, Optional.empty(), 1).items();
                if (!first.isEmpty() && Naming.isNamed(store, first.get(0).id())) {
                    return true;
                }
            }
        }
        return false;
    }

    private StoredMigration walk(StoredMigration from) throws InterruptedException {
        StoredMigration now = from;
        List<String> others =
                blobs.stores().stream().filter(name -> !name.equals(from.to())).sorted().toList();
        for (String place : others) {
            if (place.compareTo(now.from()) < 0) {
                continue;
            }
            if (!place.equals(now.from())) {
                now = now.at(place, "");
            }
            Optional<String> next = Optional.of(now.after());
            while (next.isPresent()) {
                Page<BlobInfo> page =
                        blobs.list(place, next.filter(s -> !s.isEmpty()).map(BlobId::new), BATCH);
                for (BlobInfo blob : page.items()) {
                    now =
                            now.step() == Step.COPYING
                                    ? copy(now, place, blob)
                                    : remove(now, place, blob);
                    now = now.at(place, blob.id().value());
                    if (pace.left() <= 0) {
                        return now;
                    }
                }
                next = page.next();
            }
        }
        return after(now, others);
    }

    private StoredMigration after(StoredMigration walked, List<String> others) {
        Instant time = clock.instant();
        if (walked.step() == Step.REMOVING) {
            return walked.enter(Step.COPYING, time);
        }
        if (walked.left() > walked.failed()) {
            return walked.enter(Step.WAITING, time);
        }
        if (walked.failed() == 0) {
            others.forEach(blobs.book()::strike);
        }
        return walked.enter(Step.DONE, time);
    }

    /** Copies a blob that is needed, unless a whole copy is there. */
    private StoredMigration copy(StoredMigration now, String from, BlobInfo blob)
            throws InterruptedException {
        pace.add(blob.size());
        if (!Naming.isNamed(store, blob.id())) {
            // Perhaps its record is just being written.
            return now.add(1, 0, 0, 0);
        }
        if (isWhole(now.to(), blob.id(), blob.size())) {
            return now.add(1, 0, 0, 0);
        }
        try (BlobReader reader = blobs.openIn(from, blob.id(), 0, Long.MAX_VALUE).orElse(null)) {
            if (reader == null) {
                return now;
            }
            // What an interrupted copy left, or a damaged one.
            blobs.deleteIn(now.to(), blob.id());
            Bytes bytes = new Bytes(reader);
            try {
                blobs.writeTo(now.to(), blob.id(), bytes, reader.size());
            } catch (DriverException e) {
                // Not a fault of the store that it comes from.
                String what = String.valueOf(e.getMessage());
                throw bytes.failed
                        ? e
                        : new DriverException(DriverException.Kind.UNREACHABLE, what, e);
            }
            if (!isWhole(now.to(), blob.id(), reader.size())) {
                throw new DriverException(
                        DriverException.Kind.UNREACHABLE,
                        "store %s does not give back blob %s".formatted(now.to(), blob.id()));
            }
            return now.add(1, 1, reader.size(), 0);
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                throw e;
            }
            blobs.book().noteDamage(blob.id(), from);
            return now.add(1, 0, 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isWhole(String place, BlobId id, long size) throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (BlobReader reader = blobs.openIn(place, id, 0, Long.MAX_VALUE).orElse(null)) {
            if (reader == null || reader.size() != size) {
                return false;
            }
            while (reader.read(buffer) >= 0) {
                buffer.clear();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return true;
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                throw e;
            }
            return false;
        }
    }

    /** Removes a blob of which there is a copy, or that nothing needs. */
    private StoredMigration remove(StoredMigration now, String from, BlobInfo blob) {
        pace.add(0);
        boolean needed = Naming.isNamed(store, blob.id());
        boolean old = blob.written().isBefore(clock.instant().minus(orphanAge));
        if (needed ? isThere(now.to(), blob) : old && lost.quarantine().isEmpty()) {
            blobs.deleteIn(from, blob.id());
        }
        return now;
    }

    private boolean isThere(String place, BlobInfo blob) {
        try (BlobReader reader = blobs.openIn(place, blob.id(), 0, 0).orElse(null)) {
            return reader != null && reader.size() == blob.size();
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                throw e;
            }
            return false;
        }
    }

    /** A blob as a stream; what its driver throws passes. */
    private static final class Bytes extends InputStream {

        private final BlobReader reader;
        private boolean failed;

        Bytes(BlobReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            try {
                return length == 0 ? 0 : reader.read(ByteBuffer.wrap(target, from, length));
            } catch (DriverException e) {
                failed = true;
                throw e;
            }
        }
    }
}
