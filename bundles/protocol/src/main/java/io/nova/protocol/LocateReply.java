package io.nova.protocol;

/**
 * Where a host reads an image's bytes.
 *
 * @param url a presigned URL that is good for an hour
 */
public record LocateReply(String url) {}
