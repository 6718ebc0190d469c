package io.nova.manager.image;

import io.nova.model.Caller;
import io.nova.model.ImageId;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Optional;

/**
 * The objects that were looked at when an image was registered. The registrant might read those; of
 * others that come to lie in their place nobody knows that, so the image is made of these or not at
 * all. That of a bundle ends when the image is read and nothing is left of other attempts; that of
 * a disk, by which the disk is known later, when the image is deregistered.
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

    /** Found by this are the pins of bundles. */
    static final IndexEntry BUNDLE = new IndexEntry("bundle", "");

    static final Kind<Pin> KIND =
            new Kind<>(
                    "image-pin", Pin.class, pin -> pin.isOfBundle() ? List.of(BUNDLE) : List.of());

    boolean isOfBundle() {
        return !parts.isEmpty();
    }

    void keep(Tx.Builder tx) {
        tx.create(KIND, image.value(), this);
    }
}
