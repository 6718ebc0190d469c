package io.nova.model.image;

/** The three kinds of image that EC2 knows. */
public enum ImageType {
    MACHINE("ami"),
    KERNEL("aki"),
    RAMDISK("ari");

    private final String prefix;

    ImageType(String prefix) {
        this.prefix = prefix;
    }

    /** Returns what ids of such images begin with. */
    public String prefix() {
        return prefix;
    }
}
