package io.nova.protocol;

import io.nova.model.HostId;

/**
 * A hint that something of the host changed.
 *
 * @param commit the number of the commit that changed it; 0 where that does not matter
 */
public record Wake(HostId host, long commit) {

    public Wake(HostId host) {
        this(host, 0);
    }
}
