package io.nova.model;

import java.util.regex.Pattern;

/** A bucket's name, by S3's rules for new buckets. */
public record BucketName(String value) implements Id, Comparable<BucketName> {

    private static final Pattern FORMAT = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such name
     */
    public BucketName {
        IdFormat.require(ResourceType.BUCKET, FORMAT, value);
    }

    @Override
    public int compareTo(BucketName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
