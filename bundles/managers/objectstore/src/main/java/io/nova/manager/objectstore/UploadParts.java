package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.UploadRef;
import io.nova.model.CloudException;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.PartInfo;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Writes the parts of uploads: the bytes first, then the record that says that they are there. */
final class UploadParts {

    private final StateStore store;
    private final Ledger ledger;
    private final UploadLookup lookup;
    private final BlobGateway blobs;
    private final Collector collector;
    private final Clock clock;
    private final IdSource ids;

    UploadParts(
            StateStore store,
            Ledger ledger,
            UploadLookup lookup,
            BlobGateway blobs,
            Collector collector,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.ledger = ledger;
        this.lookup = lookup;
        this.blobs = blobs;
        this.collector = collector;
        this.clock = clock;
        this.ids = ids;
    }

    /** Writes a part, in place of one of the same number. */
    PartInfo put(RequestContext context, UploadRef ref, int number, ObjectBody body)
            throws IOException {
        if (number < 1 || number > PartInfo.MAX_NUMBER) {
            throw new InvalidParameterException(
                    Problem.BAD_VALUE,
                    "partNumber",
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
        Rec<StoredUpload> upload = lookup.require(context, ref, "s3:PutObject");
        Optional<ChecksumAlgorithm> algorithm = upload.value().info().checksum();
        requireSame(algorithm, body.algorithm());
        SummingStream stream = new SummingStream(body, algorithm.orElse(ChecksumAlgorithm.DEFAULT));
        BlobInfo blob = blobs.write(stream, ObjectStoreDriver.UNKNOWN);
        PartInfo info =
                new PartInfo(
                        number,
                        blob.size(),
                        stream.etag(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        stream.checksum());
        StoredPart part = new StoredPart(ref.id(), blob.id(), info);
        try {
            ledger.untilCommitted(
                    ResourceType.UPLOAD, ref.id(), () -> keepPart(upload.id(), ref, part));
            return info;
        } catch (UnavailableException e) {
            // Nobody knows whether the record is there: the collector will see.
            throw e;
        } catch (CloudException e) {
            blobs.discard(blob.id());
            throw e;
        }
    }

    /** The sums of parts by several algorithms make none of the whole. */
    private static void requireSame(
            Optional<ChecksumAlgorithm> expected, Optional<ChecksumAlgorithm> actual) {
        if (expected.isPresent() && actual.isPresent() && !expected.equals(actual)) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    "Checksum",
                    ("Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum"
                                    + " Type: %s")
                            .formatted(word(expected.get()), word(actual.get())));
        }
    }

    private static String word(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private Optional<CommitResult.Ok> keepPart(String uploadId, UploadRef ref, StoredPart part) {
        Rec<StoredUpload> upload =
                store.get(Kinds.UPLOAD, uploadId).orElseThrow(() -> UploadLookup.missing(ref));
        String id = Kinds.partId(ref.id(), part.info().number());
        Optional<Rec<StoredPart>> old = store.get(Kinds.PART, id);
        Optional<Trash> trash = old.map(rec -> Trash.of(rec.value().blob(), clock.instant()));
        String trashId = trash.map(what -> what.id(ids.hex(8))).orElse("");
        Tx.Builder tx = ledger.begin();
        if (upload.value().sealed()) {
            tx.update(Kinds.UPLOAD, upload, upload.value().withSealed(false));
        } else {
            tx.expect(Kinds.UPLOAD, upload.id(), upload.version());
        }
        if (old.isPresent()) {
            tx.update(Kinds.PART, old.get(), part);
            tx.create(Kinds.TRASH, trashId, trash.orElseThrow());
        } else {
            tx.create(Kinds.PART, id, part);
        }
        Optional<CommitResult.Ok> result = ledger.commit(tx);
        result.ifPresent(ok -> trash.ifPresent(what -> collector.wake(trashId)));
        return result;
    }
}
