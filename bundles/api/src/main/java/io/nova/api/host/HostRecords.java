package io.nova.api.host;

import io.nova.model.HostId;
import org.osgi.annotation.versioning.ConsumerType;

/** What one area has of a host; a manager that has something registers one. */
@ConsumerType
public interface HostRecords {

    /** Tells whether there are records of the host itself. */
    boolean knows(HostId host);

    /** Returns what is on the host, such as {@code 3 instances}; empty if nothing. */
    String held(HostId host);

    /**
     * Removes the records of the host itself, and leaves those of what is on it. May be repeated. A
     * host that may still report comes back.
     */
    void forget(HostId host);
}
