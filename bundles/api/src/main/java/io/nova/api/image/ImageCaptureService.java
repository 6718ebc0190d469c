package io.nova.api.image;

import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import org.osgi.annotation.versioning.ProviderType;

/** Makes images of disks that hosts have. Each method asks the authorizer first. */
@ProviderType
public interface ImageCaptureService {

    /**
     * Makes an image of a running or stopped instance: a copy of its root disk, and a snapshot of
     * each volume that it has, unless the request leaves that out. It is {@code PENDING} until the
     * instance's host has copied and uploaded the disk and the snapshots are complete; then {@code
     * AVAILABLE}, or {@code FAILED} with the reason, for example if the instance was terminated
     * meanwhile. Of one that failed no snapshots are left. Others cannot be deleted before the
     * image is deregistered.
     *
     * @throws io.nova.model.AlreadyExistsException if the name is taken
     * @throws io.nova.model.IncorrectStateException if the instance neither runs nor is stopped
     * @throws io.nova.model.NotFoundException if the project has no such instance, or no snapshot
     *     that the request names
     * @throws io.nova.model.InvalidParameterException if the request would change more of a volume
     *     than whether it goes with its instance
     * @throws io.nova.model.LimitExceededException if a quota does not allow it
     */
    Image create(RequestContext context, CaptureRequest request);

    /**
     * Makes an image of a snapshot. It is {@code PENDING} until the snapshot's host has uploaded
     * it; then {@code AVAILABLE}, or {@code FAILED} with the reason. The snapshots that it is of,
     * or has further devices of, cannot be deleted before the image is deregistered, unless it
     * failed.
     *
     * @throws io.nova.model.AlreadyExistsException if the name is taken
     * @throws io.nova.model.NotFoundException if the project has no such snapshot
     * @throws io.nova.model.IncorrectStateException if the snapshot is not complete
     * @throws io.nova.model.InvalidParameterException if the disk would be smaller than it
     */
    Image create(RequestContext context, SnapshotImageRequest request);
}
