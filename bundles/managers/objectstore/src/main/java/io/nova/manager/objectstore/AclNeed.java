package io.nova.manager.objectstore;

import io.nova.model.objectstore.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an access list must grant for an action, as S3's table has it; for what is not in the table
 * no access list is enough.
 *
 * @param ofObject whether it is the object's list; else the bucket's
 */
record AclNeed(boolean ofObject, Permission permission) {

    private static final Map<String, AclNeed> TABLE =
            Stream.of(
                            rows(
                                    new AclNeed(false, Permission.READ),
                                    "ListBucket",
                                    "ListBucketVersions",
                                    "ListBucketMultipartUploads"),
                            rows(
                                    new AclNeed(false, Permission.WRITE),
                                    "PutObject",
                                    "DeleteObject",
                                    "DeleteObjectVersion",
                                    "AbortMultipartUpload",
                                    "ListMultipartUploadParts"),
                            rows(new AclNeed(false, Permission.READ_ACP), "GetBucketAcl"),
                            rows(new AclNeed(false, Permission.WRITE_ACP), "PutBucketAcl"),
                            rows(
                                    new AclNeed(true, Permission.READ),
                                    "GetObject",
                                    "GetObjectVersion",
                                    "GetObjectAttributes",
                                    "GetObjectVersionAttributes"),
                            rows(
                                    new AclNeed(true, Permission.READ_ACP),
                                    "GetObjectAcl",
                                    "GetObjectVersionAcl"),
                            rows(
                                    new AclNeed(true, Permission.WRITE_ACP),
                                    "PutObjectAcl",
                                    "PutObjectVersionAcl"))
                    .flatMap(List::stream)
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** On what belongs to the object's owner, though no access list is enough. */
    private static final Set<String> TAGGING =
            Set.of(
                    "s3:GetObjectTagging",
                    "s3:GetObjectVersionTagging",
                    "s3:PutObjectTagging",
                    "s3:PutObjectVersionTagging",
                    "s3:DeleteObjectTagging",
                    "s3:DeleteObjectVersionTagging");

    private static List<Map.Entry<String, AclNeed>> rows(AclNeed need, String... actions) {
        return Stream.of(actions).map(action -> Map.entry("s3:" + action, need)).toList();
    }

    static Optional<AclNeed> of(String action) {
        return Optional.ofNullable(TABLE.get(action));
    }

    /** Tells whether an action is on what the object's owner has, not the bucket's. */
    static boolean isOfObject(String action) {
        return TAGGING.contains(action) || of(action).filter(AclNeed::ofObject).isPresent();
    }
}
