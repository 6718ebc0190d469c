package io.nova.api.objectstore;

import io.nova.model.objectstore.VersionId;
import java.util.Optional;

/**
 * Which versions of a bucket to list.
 *
 * @param prefix with which keys begin; may be empty
 * @param delimiter up to which keys are rolled up into common prefixes; may be empty
 * @param afterKey only keys and common prefixes greater than this; may be empty
 * @param afterVersion also those versions of {@code afterKey} that are older than this one
 * @param limit the most versions and common prefixes together, 0 to 1,000
 */
public record VersionQuery(
        String prefix,
        String delimiter,
        String afterKey,
        Optional<VersionId> afterVersion,
        int limit) {}
