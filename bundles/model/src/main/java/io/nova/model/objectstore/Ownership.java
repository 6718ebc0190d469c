package io.nova.model.objectstore;

import java.util.Arrays;
import java.util.Optional;

/** To whom an object belongs that another project puts into a bucket. */
public enum Ownership {
    /** The one that wrote it, as it always was. */
    OBJECT_WRITER("ObjectWriter"),
    /** The bucket's owner, if the writer grants it all control. */
    BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
    /** The bucket's owner; access lists do not count. */
    BUCKET_OWNER_ENFORCED("BucketOwnerEnforced");

    private final String word;

    Ownership(String word) {
        this.word = word;
    }

    /** Returns S3's word. */
    public String word() {
        return word;
    }

    /** Returns the one of S3's word. */
    public static Optional<Ownership> find(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}
