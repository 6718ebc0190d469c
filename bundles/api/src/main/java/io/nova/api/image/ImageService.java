package io.nova.api.image;

import io.nova.model.ImageId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** Machine images, kernels and ramdisks. Each method asks the authorizer first. */
@ProviderType
public interface ImageService extends LaunchableImages {

    /** EC2's limit on those with whom an image is shared. */
    int MAX_LAUNCHERS = 1000;

    /**
     * Registers an object of the object store as an image. It is {@code PENDING} until its bytes
     * were read and checked in the background; then {@code AVAILABLE}, or {@code FAILED} with the
     * reason.
     *
     * <p>What lies there now becomes the image, and nothing that may come in its place: then it is
     * {@code FAILED}.
     *
     * @throws io.nova.model.NotFoundException if the object is not there or the caller may not read
     *     it
     * @throws io.nova.model.AlreadyExistsException if the name or the id is taken
     */
    Image register(RequestContext context, ImageRegistration registration);

    /** Takes the image away; instances made of it live on. */
    void deregister(RequestContext context, ImageId image);

    /**
     * Changes an image of the caller's project. Repeated: no change.
     *
     * @throws io.nova.model.NotFoundException if the caller may not even launch it
     * @throws io.nova.model.AccessDeniedException if it is another project's
     * @throws io.nova.model.LimitExceededException if it would be shared with more than {@value
     *     #MAX_LAUNCHERS} projects
     */
    void modify(RequestContext context, ImageId image, ImageChange change);

    /** Takes the image back from all with whom it was shared, as {@link #modify} does. */
    void resetLaunchers(RequestContext context, ImageId image);

    /** Returns an image of the caller's project, whole; throws what {@link #modify} does. */
    Image attributes(RequestContext context, ImageId image);

    /**
     * Returns images that the caller may launch, in the order of their ids, and of another
     * project's images no tags and nobody else with whom it is shared.
     *
     * @param ids exactly these if any, each of which must be there
     */
    Page<Image> describe(
            RequestContext context,
            List<ImageId> ids,
            Predicate<Image> matching,
            String after,
            int limit);
}
