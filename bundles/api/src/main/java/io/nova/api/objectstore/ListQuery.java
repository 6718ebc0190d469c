package io.nova.api.objectstore;

/**
 * What of a bucket to list.
 *
 * @param prefix with which keys begin; may be empty
 * @param delimiter up to which keys are rolled up into common prefixes; may be empty
 * @param after only keys and common prefixes greater than this; may be empty
 * @param limit the most keys and common prefixes together, 0 to 1,000
 */
public record ListQuery(String prefix, String delimiter, String after, int limit) {}
