package io.nova.model.objectstore;

/**
 * What of public access to a bucket is not to be.
 *
 * @param blockAcls whether access lists that let in everybody are refused
 * @param ignoreAcls whether those that are there do not count
 * @param blockPolicy whether policies that let in everybody are refused
 * @param restrictBuckets whether a bucket with such a policy is its own project's alone
 */
public record PublicAccessBlock(
        boolean blockAcls, boolean ignoreAcls, boolean blockPolicy, boolean restrictBuckets) {}
