package io.nova.api.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.model.ImageId;
import io.nova.model.RequestContext;
import org.osgi.annotation.versioning.ProviderType;

/** The bytes of images: who may launch one may have them, as its guest does. */
@ProviderType
public interface ImageBytes {

    /**
     * Returns the object that holds the image's disk, kernel or ramdisk. It is the one that was
     * registered: another that lies in its place by now is never given.
     *
     * @throws io.nova.model.NotFoundException if there is no image that the caller may launch, or
     *     its object is there no longer
     * @throws io.nova.model.IncorrectStateException if the image is not available
     */
    ObjectContent open(RequestContext context, ImageId image);
}
