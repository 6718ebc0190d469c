package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A question for what one driver of a volume host should keep.
 *
 * @param technology the driver's name
 * @param after where to go on with a further page, or empty
 */
public record VolumesRequest(HostId host, String technology, String after) {}
