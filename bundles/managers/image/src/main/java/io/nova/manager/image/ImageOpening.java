package io.nova.manager.image;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.ImageId;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;

/** Opens the objects of available images, and none that came to lie in their places. */
final class ImageOpening {

    private final Records<Pin> pins;
    private final ObjectService objects;
    private final ServiceCredential service;

    ImageOpening(StateStore store, ObjectService objects, ServiceCredential service) {
        this.pins = new Records<>(store, Pin.KIND);
        this.objects = objects;
        this.service = service;
    }

    /**
     * @param image that the caller may launch
     */
    ObjectContent open(Image image) {
        ImageContent bytes =
                image.content()
                        .orElseThrow(
                                () ->
                                        new IncorrectStateException(
                                                ResourceType.IMAGE,
                                                image.id(),
                                                "The image '%s' is not available"
                                                        .formatted(image.id())));
        ImageLocation location = ImageLocation.parse(bytes.bucket() + "/" + bytes.key());
        ObjectContent object =
                objects.get(service.context(image.id()), location.bucket(), location.key());
        if (!isTheOne(image, bytes, location, object)) {
            throw new NotFoundException(
                    ResourceType.OBJECT,
                    location.toString(),
                    "The object %s is not the one that was registered".formatted(location));
        }
        return object;
    }

    /** The image is deregistered: nobody opens its disk again. A bundle's pin is its reader's. */
    void forget(Tx.Builder tx, ImageId image) {
        pins.find(image.value())
                .filter(pin -> !pin.value().isOfBundle())
                .ifPresent(pin -> tx.delete(Pin.KIND, pin));
    }

    private boolean isTheOne(
            Image image, ImageContent bytes, ImageLocation location, ObjectContent object) {
        if (object.info().size() != bytes.size()) {
            return false;
        }
        boolean owners = location.toString().equals(image.location());
        Optional<Pin> pin = pins.find(image.id().value()).map(Rec::value);
        if (owners && pin.isPresent()) {
            return Source.identity(object).equals(pin.get().object());
        }
        // It is the service's own, where nobody else writes, or was registered before there were
        // pins.
        return !owners || digest(object).equals(bytes.sha256());
    }

    private static String digest(ObjectContent object) {
        try {
            return ContentReader.sha256(object, object.info().size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("image", "The image is not read any longer", e);
        }
    }
}
