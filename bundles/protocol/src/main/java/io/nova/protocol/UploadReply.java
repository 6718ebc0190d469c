package io.nova.protocol;

/**
 * Where a host sends a copy of a disk.
 *
 * @param url a presigned URL to put it to, good for an hour
 */
public record UploadReply(String url) {}
