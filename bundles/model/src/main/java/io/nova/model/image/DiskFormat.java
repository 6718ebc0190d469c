package io.nova.model.image;

/** How the bytes of a disk image are laid out; recorded at registration, never probed later. */
public enum DiskFormat {
    RAW,
    QCOW2
}
