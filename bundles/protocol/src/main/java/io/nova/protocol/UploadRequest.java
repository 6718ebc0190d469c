package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ImageId;

/**
 * A host's question where to send a copy of a disk.
 *
 * @param sha256 of its bytes, in hexadecimal: another copy has another place
 * @param size in bytes
 */
public record UploadRequest(HostId host, ImageId image, String sha256, long size) {}
