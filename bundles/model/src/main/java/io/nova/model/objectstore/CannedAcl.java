package io.nova.model.objectstore;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ready-made access lists of S3: who may use a bucket or an object beside its owner. */
public enum CannedAcl {
    PRIVATE,
    PUBLIC_READ,
    PUBLIC_READ_WRITE,
    AUTHENTICATED_READ,
    /** EC2 may read it: how the parts of an image reach the image service. */
    AWS_EXEC_READ,
    BUCKET_OWNER_READ,
    BUCKET_OWNER_FULL_CONTROL;

    /** Returns S3's word, such as {@code public-read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the list of S3's word. */
    public static Optional<CannedAcl> find(String word) {
        return Arrays.stream(values()).filter(acl -> acl.word().equals(word)).findFirst();
    }
}
