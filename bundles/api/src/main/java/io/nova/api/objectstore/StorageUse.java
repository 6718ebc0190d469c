package io.nova.api.objectstore;

/**
 * What lies in buckets.
 *
 * @param objects how many keys
 * @param bytes of these objects as their owners see them; how many the store keeps is its own
 * @param uploads multipart uploads under way, whose parts are not among the bytes
 */
public record StorageUse(long buckets, long objects, long bytes, long uploads) {}
