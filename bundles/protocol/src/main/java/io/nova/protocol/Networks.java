package io.nova.protocol;

import java.util.List;

/** The networks that a host should have. */
public record Networks(List<NetworkAssignment> networks) {

    public Networks {
        networks = List.copyOf(networks);
    }
}
