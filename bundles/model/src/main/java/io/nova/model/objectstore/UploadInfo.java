package io.nova.model.objectstore;

import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * A multipart upload under way.
 *
 * @param id opaque
 * @param checksum what each part is summed with
 * @param composite whether the object's checksum will be that of the parts' checksums
 * @param tags that the object will have; empty for none
 */
public record UploadInfo(
        String id,
        ObjectKey key,
        ProjectId owner,
        Instant initiated,
        ObjectHeaders headers,
        Acl acl,
        Optional<ChecksumAlgorithm> checksum,
        boolean composite,
        Optional<TagSet> tags) {}
