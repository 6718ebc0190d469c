package io.nova.manager.objectstore.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The actions that a bucket's policy may name, in lower case. Those on what this cloud does not
 * have are among them: policies of elsewhere name them, and they are asked for by nobody.
 */
final class S3Actions {

    private static final Set<String> OF_BUCKETS =
            names(
                    """
                    CreateBucket DeleteBucket DeleteBucketPolicy DeleteBucketWebsite
                    DeleteBucketOwnershipControls GetAccelerateConfiguration
                    GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS
                    GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration
                    GetBucketNotification GetBucketObjectLockConfiguration
                    GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
                    GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
                    GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
                    GetIntelligentTieringConfiguration GetInventoryConfiguration
                    GetLifecycleConfiguration GetMetricsConfiguration
                    GetReplicationConfiguration ListBucket ListBucketMultipartUploads
                    ListBucketVersions PutAccelerateConfiguration PutAnalyticsConfiguration
                    PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
                    PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
                    PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging
                    PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
                    PutIntelligentTieringConfiguration PutInventoryConfiguration
                    PutLifecycleConfiguration PutMetricsConfiguration
                    PutReplicationConfiguration
                    """);

    private static final Set<String> OF_OBJECTS =
            names(
                    """
                    AbortMultipartUpload BypassGovernanceRetention DeleteObject
                    DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging GetObject
                    GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
                    GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl
                    GetObjectVersionAttributes GetObjectVersionForReplication
                    GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
                    ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject
                    PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging
                    PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
                    ReplicateTags RestoreObject
                    """);

    private S3Actions() {}

    private static Set<String> names(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .map(name -> "s3:" + name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the actions on buckets. */
    static Set<String> ofBuckets() {
        return OF_BUCKETS;
    }

    /** Returns the actions on objects. */
    static Set<String> ofObjects() {
        return OF_OBJECTS;
    }
}
