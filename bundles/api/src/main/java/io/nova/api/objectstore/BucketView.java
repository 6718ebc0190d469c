package io.nova.api.objectstore;

/** What of a bucket is asked for: each is an action of its own to those who may be refused. */
public enum BucketView {
    /** Whether it is there. */
    HEAD("s3:ListBucket"),
    LOCATION("s3:GetBucketLocation"),
    ACL("s3:GetBucketAcl"),
    VERSIONING("s3:GetBucketVersioning"),
    OWNERSHIP("s3:GetBucketOwnershipControls"),
    PUBLIC_ACCESS("s3:GetBucketPublicAccessBlock"),
    POLICY_STATUS("s3:GetBucketPolicyStatus"),
    REQUEST_PAYMENT("s3:GetBucketRequestPayment"),
    LOGGING("s3:GetBucketLogging"),
    ACCELERATION("s3:GetAccelerateConfiguration"),
    NOTIFICATION("s3:GetBucketNotification"),
    WEBSITE("s3:GetBucketWebsite"),
    REPLICATION("s3:GetReplicationConfiguration"),
    ENCRYPTION("s3:GetEncryptionConfiguration"),
    OBJECT_LOCK("s3:GetBucketObjectLockConfiguration");

    private final String action;

    BucketView(String action) {
        this.action = action;
    }

    /** Returns what policies call it. */
    public String action() {
        return action;
    }
}
