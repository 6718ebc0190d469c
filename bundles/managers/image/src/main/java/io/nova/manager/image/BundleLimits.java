package io.nova.manager.image;

/**
 * How large an image may come out of a bundle.
 *
 * @param bytes the most that an image may have
 * @param ratio how many times as large as its bundle it may be; images of up to {@value #SMALL}
 *     bytes may be any times as large
 */
record BundleLimits(long bytes, int ratio) {

    static final long SMALL = 1L << 30;

    /**
     * @param packed how many bytes the bundle's parts have
     * @throws DiskHeader.Refused if it is too large
     */
    void check(long size, long packed) throws DiskHeader.Refused {
        if (size <= 0) {
            throw new DiskHeader.Refused("the image in the bundle is empty");
        }
        if (size > bytes) {
            throw new DiskHeader.Refused(
                    "the image has %d bytes; %d can be at most".formatted(size, bytes));
        }
        if (size > SMALL && size / ratio > packed) {
            throw new DiskHeader.Refused(
                    "the image has %d bytes, more than %d times those of its bundle"
                            .formatted(size, ratio));
        }
    }
}
