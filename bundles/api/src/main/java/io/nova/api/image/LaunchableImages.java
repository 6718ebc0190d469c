package io.nova.api.image;

import io.nova.model.ImageId;
import io.nova.model.RequestContext;
import io.nova.model.image.Image;
import org.osgi.annotation.versioning.ProviderType;

/** What those who launch know of images. */
@ProviderType
public interface LaunchableImages {

    /**
     * Returns an image to launch.
     *
     * @throws io.nova.model.NotFoundException if there is none that the caller may launch
     */
    Image get(RequestContext context, ImageId image);
}
