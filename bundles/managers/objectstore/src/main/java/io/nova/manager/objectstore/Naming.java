package io.nova.manager.objectstore;

import io.nova.model.BucketName;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Bucket;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what blobs are part of. */
final class Naming {

    /**
     * What a blob is part of.
     *
     * @param part the number of the part it is; 0 if it is all of the object
     */
    record Name(Optional<String> bucket, Optional<String> key, int part) {}

    private Naming() {}

    /** Tells whether a record needs the blob, or did until lately. */
    static boolean isNamed(StateStore store, BlobId id) {
        return isNeeded(store, id)
                || store.count(Kinds.TRASH, Kinds.ofContent(id.value())) > 0
                // As it was called by those who shared no bytes.
                || store.get(Kinds.TRASH, id.value()).isPresent();
    }

    /** Tells whether an object or an upload needs the blob. */
    static boolean isNeeded(StateStore store, BlobId id) {
        return isOfObject(store, id.value())
                || store.count(Kinds.PART, Kinds.ofContent(id.value())) > 0;
    }

    /** Tells whether an object, or an older version of one, consists of the content. */
    static boolean isOfObject(StateStore store, String content) {
        return store.count(Kinds.OBJECT, Kinds.ofContent(content)) > 0
                || store.count(Kinds.VERSION, Kinds.ofContent(content)) > 0;
    }

    /** Returns what needs the blob. */
    static List<Name> of(StateStore store, BlobId id) {
        List<Name> names = new ArrayList<>();
        objects(store, id.value()).forEach(object -> names.add(name(store, object, 0)));
        for (Rec<StoredPart> rec :
                store.query(Kinds.PART, Kinds.ofContent(id.value()), "", StateStore.MAX_PAGE)
                        .items()) {
            StoredPart part = rec.value();
            List<StoredObject> whole = objects(store, part.upload());
            whole.forEach(object -> names.add(name(store, object, part.info().number())));
            if (whole.isEmpty()) {
                // An upload under way.
                names.add(new Name(Optional.empty(), Optional.empty(), part.info().number()));
            }
        }
        return names;
    }

    private static List<StoredObject> objects(StateStore store, String content) {
        IndexEntry entry = Kinds.ofContent(content);
        Stream<StoredObject> latest =
                store.query(Kinds.OBJECT, entry, "", StateStore.MAX_PAGE).items().stream()
                        .map(Rec::value);
        Stream<StoredObject> older =
                store.query(Kinds.VERSION, entry, "", StateStore.MAX_PAGE).items().stream()
                        .flatMap(rec -> rec.value().object().stream());
        return Stream.concat(latest, older).toList();
    }

    private static Name name(StateStore store, StoredObject object, int part) {
        return new Name(
                bucket(store, object.bucket(), object.info().owner()).map(BucketName::value),
                Optional.of(object.info().key().value()),
                part);
    }

    /** Finds a bucket by its handle, among those of the object's owner first. */
    private static Optional<BucketName> bucket(StateStore store, String handle, ProjectId owner) {
        return store.query(Kinds.BUCKET, Kinds.ofHandle(handle), "", 1).items().stream()
                .map(Rec::value)
                .map(Bucket::name)
                .findFirst()
                .or(
                        () ->
                                store
                                        .query(
                                                Kinds.BUCKET,
                                                Kinds.ofOwner(owner),
                                                "",
                                                StateStore.MAX_PAGE)
                                        .items()
                                        .stream()
                                        .map(Rec::value)
                                        .filter(bucket -> bucket.handle().equals(handle))
                                        .map(Bucket::name)
                                        .findFirst());
    }
}
