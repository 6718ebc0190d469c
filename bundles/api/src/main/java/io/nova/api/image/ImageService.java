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
public interface ImageService {

    /**
     * Registers an object of the object store as an image. It is {@code PENDING} until its bytes
     * were read and checked in the background; then {@code AVAILABLE}, or {@code FAILED} with the
     * reason.
     *
     * @throws io.nova.model.NotFoundException if the object is not there or the caller may not read
     *     it
     */
    Image register(RequestContext context, ImageRegistration registration);

    /** Takes the image away; instances made of it live on. */
    void deregister(RequestContext context, ImageId image);

    /**
     * Returns images that the caller may launch, in the order of their ids.
     *
     * @param ids exactly these if any, each of which must be there
     */
    Page<Image> describe(
            RequestContext context,
            List<ImageId> ids,
            Predicate<Image> matching,
            String after,
            int limit);

    /**
     * Returns an image to launch.
     *
     * @throws io.nova.model.NotFoundException if there is none that the caller may launch
     */
    Image get(RequestContext context, ImageId image);
}
