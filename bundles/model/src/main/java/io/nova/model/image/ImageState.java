package io.nova.model.image;

/** The life of an image, in EC2's words. */
public enum ImageState {
    /** It is being read, checked and unpacked. */
    PENDING,
    AVAILABLE,
    /** It cannot be used; the reason says why. */
    FAILED,
    DEREGISTERED
}
