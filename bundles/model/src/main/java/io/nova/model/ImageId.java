package io.nova.model;

import io.nova.model.image.ImageType;

/** A machine image ({@code ami-}), kernel ({@code aki-}) or ramdisk ({@code ari-}). */
public record ImageId(String value) implements Id, Comparable<ImageId> {

    private static final IdFormat FORMAT = new IdFormat(ResourceType.IMAGE, "ami", "aki", "ari");

    /**
     * @throws InvalidParameterException {@code MALFORMED_ID} if the text is no such id
     */
    public ImageId {
        FORMAT.require(value);
    }

    /** Makes a new id for an image of the type; ids are never used again. */
    public static ImageId next(ImageType type, IdSource ids) {
        return new ImageId(type.prefix() + "-" + ids.hex(17));
    }

    @Override
    public int compareTo(ImageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
