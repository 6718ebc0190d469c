package io.nova.manager.image;

import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.image.Image;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;

/** The names that owners give to images: each once in a project, as long as the image is there. */
final class ImageNames {

    private ImageNames() {}

    /**
     * @throws InvalidParameterException if EC2 would not take it
     */
    static void check(String name) {
        if (!name.matches("[a-zA-Z0-9()\\[\\] ./'@_-]{3,128}")) {
            throw new InvalidParameterException(
                    Problem.MALFORMED,
                    "Name",
                    "AMI names must have 3 to 128 letters, digits and characters of ()[] ./-'@_");
        }
    }

    static boolean isTaken(StateStore store, Image image) {
        return store.get(ImageKinds.NAME, id(image)).isPresent();
    }

    static void take(Tx.Builder tx, Image image) {
        tx.create(ImageKinds.NAME, id(image), new ImageKinds.Name(image.id()));
    }

    /** Gives the name back, if it is the image's. */
    static void give(StateStore store, Tx.Builder tx, Image image) {
        store.get(ImageKinds.NAME, id(image))
                .filter(rec -> rec.value().image().equals(image.id()))
                .ifPresent(rec -> tx.delete(ImageKinds.NAME, rec));
    }

    /** Tells whose the name is, for a message. */
    static String owner(StateStore store, Image image) {
        return store.get(ImageKinds.NAME, id(image))
                .map(rec -> rec.value().image())
                .map(ImageId::value)
                .orElse("that is being deregistered");
    }

    private static String id(Image image) {
        return ImageKinds.nameId(image.owner(), image.name());
    }
}
