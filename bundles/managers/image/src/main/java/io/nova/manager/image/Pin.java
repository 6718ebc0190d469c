package io.nova.manager.image;

import io.nova.model.Caller;
import io.nova.model.ImageId;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Optional;

/**
 * The objects that were looked at when an image was registered. The registrant might read those; of
 * others that come to lie in their place nobody knows that, so the image is made of these or not at
 * all. It ends with the image's being pending.
 *
 * @param object what identifies the disk or the manifest
 * @param parts a digest of what identifies the bundle's parts; empty if it is a disk
 * @param registrant who might read them; empty in records of before
 */
record Pin(ImageId image, String object, String parts, Optional<Registrant> registrant) {

    /**
     * Whose rights are used to read them.
     *
     * @param administrator whether it may read everything
     */
    record Registrant(UserId user, boolean administrator) {

        static Registrant of(Caller caller) {
            return new Registrant(caller.user(), caller.has(Role.CLOUDADMIN));
        }
    }

    static final Kind<Pin> KIND = new Kind<>("image-pin", Pin.class, pin -> List.of());

    void keep(Tx.Builder tx) {
        tx.create(KIND, image.value(), this);
    }
}
