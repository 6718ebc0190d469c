package io.nova.model.objectstore;

/** What a bucket may have that is too large for its record, and the actions on it. */
public enum BucketPart {
    POLICY("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
    CORS("s3:GetBucketCORS", "s3:PutBucketCORS", "s3:PutBucketCORS"),
    LIFECYCLE(
            "s3:GetLifecycleConfiguration",
            "s3:PutLifecycleConfiguration",
            "s3:PutLifecycleConfiguration"),
    TAGGING("s3:GetBucketTagging", "s3:PutBucketTagging", "s3:PutBucketTagging");

    private final String getAction;
    private final String putAction;
    private final String deleteAction;

    BucketPart(String getAction, String putAction, String deleteAction) {
        this.getAction = getAction;
        this.putAction = putAction;
        this.deleteAction = deleteAction;
    }

    /** Returns what policies call reading it. */
    public String getAction() {
        return getAction;
    }

    /** Returns what policies call replacing it. */
    public String putAction() {
        return putAction;
    }

    /** Returns what policies call removing it. */
    public String deleteAction() {
        return deleteAction;
    }
}
