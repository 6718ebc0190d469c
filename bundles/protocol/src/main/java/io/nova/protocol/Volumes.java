package io.nova.protocol;

import java.util.List;

/**
 * What a volume host should keep, or a page of it.
 *
 * @param next where the next page goes on; empty on the last
 */
public record Volumes(List<VolumeAssignment> volumes, String next) {

    /** The most volumes of a page, so that it fits a message. */
    public static final int PAGE = 100;

    public Volumes {
        volumes = List.copyOf(volumes);
    }
}
