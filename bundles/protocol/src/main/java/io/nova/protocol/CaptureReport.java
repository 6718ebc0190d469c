package io.nova.protocol;

import io.nova.model.HostId;
import io.nova.model.ImageId;

/**
 * What became of a copy; told until it is answered.
 *
 * @param sha256 of the bytes that were uploaded, in hexadecimal; empty if it failed
 * @param failure why it cannot be made; empty if nothing failed
 */
public record CaptureReport(HostId host, ImageId image, String sha256, long size, String failure) {}
