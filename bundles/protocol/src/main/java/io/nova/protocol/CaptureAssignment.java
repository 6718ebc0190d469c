package io.nova.protocol;

import io.nova.model.ImageId;
import io.nova.model.InstanceId;

/**
 * A root disk that its host should copy and upload.
 *
 * @param image what becomes of the copy
 * @param rest whether the guest, if it runs, is shut down for the copy and started again
 * @param volumes whether the guest has volumes that are to be kept in the same rest
 */
public record CaptureAssignment(
        ImageId image, InstanceId instance, boolean rest, boolean volumes) {}
