package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A question for the volumes of a host's guests.
 *
 * @param technology the name of the host's connector
 * @param initiator how the exporting side knows the host
 * @param after where to go on with a further page, or empty
 */
public record AttachmentsRequest(HostId host, String technology, String initiator, String after) {}
