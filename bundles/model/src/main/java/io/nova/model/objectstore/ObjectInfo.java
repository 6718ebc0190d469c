package io.nova.model.objectstore;

import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * An object without its bytes.
 *
 * @param size in bytes
 * @param etag 32 hex digits, for multipart uploads followed by a dash and the number of parts;
 *     without quotes
 * @param parts how many parts it was uploaded in; 0 if in one piece
 */
public record ObjectInfo(
        ObjectKey key,
        ProjectId owner,
        long size,
        String etag,
        Instant modified,
        ObjectHeaders headers,
        CannedAcl acl,
        Optional<Checksum> checksum,
        int parts) {}
