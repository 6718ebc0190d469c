package io.nova.api.objectstore;

import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.TagSet;
import java.util.Optional;

/**
 * How the object of a multipart upload is to be written.
 *
 * @param composite whether its checksum is that of the parts' checksums
 */
public record BeginUpload(
        ObjectHeaders headers,
        Acl acl,
        TagSet tags,
        Optional<ChecksumAlgorithm> checksum,
        boolean composite) {}
