package io.nova.frontend.http;

import io.nova.model.HostRole;
import java.util.HashSet;
import java.util.Set;

/** Which connectors belong to which roles. */
final class Served {

    private static final Set<String> ALL = Set.of(Listeners.EC2, Listeners.S3, Listeners.METADATA);

    private Served() {}

    /**
     * Returns the names of the connectors. The managers of EC2 read images from S3; guests read
     * metadata where their networks are.
     */
    static Set<String> by(Set<HostRole> roles) {
        Set<String> names = new HashSet<>();
        if (roles.contains(HostRole.API)) {
            names.addAll(ALL);
            return names;
        }
        if (roles.contains(HostRole.OBJECTSTORE)) {
            names.add(Listeners.S3);
        }
        if (roles.contains(HostRole.NETWORK)) {
            names.add(Listeners.METADATA);
        }
        return names;
    }

    /** Tells whether the endpoint is one of a connector that is not served. */
    static boolean isLeft(String endpoint, Set<String> names) {
        return ALL.contains(endpoint) && !names.contains(endpoint);
    }
}
