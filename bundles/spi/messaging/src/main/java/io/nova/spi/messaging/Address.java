package io.nova.spi.messaging;

import io.nova.model.HostId;

/** Where a message goes. */
public sealed interface Address {

    /** Any one server of a role, for example the compute managers. */
    record Role(String role) implements Address {}

    /** The server of a role on one host. */
    record Host(String role, HostId host) implements Address {}

    /** Every server of a role; only to serve, and for broadcasts. */
    record All(String role) implements Address {}

    static Address role(String role) {
        return new Role(role);
    }

    static Address host(String role, HostId host) {
        return new Host(role, host);
    }

    static Address all(String role) {
        return new All(role);
    }
}
