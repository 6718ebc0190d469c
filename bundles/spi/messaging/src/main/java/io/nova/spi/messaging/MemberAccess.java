package io.nova.spi.messaging;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.Secret;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Lets machines onto the bus and keeps them off it: an ability that a driver registers beside its
 * {@link MessageBus} if the bus knows users.
 *
 * <p>A newcomer may ask the role {@link #NEWCOMERS} and hear the answer; a member may do what a
 * host's agents do, in the name of its host alone. Every method may block for seconds and may be
 * repeated: what is so already succeeds.
 *
 * <p>Each throws a {@link DriverException}: {@code UNREACHABLE} if what keeps the users does not
 * answer now, {@code BROKEN} if it refuses, with the setting to look at.
 */
@ConsumerType
public interface MemberAccess {

    /** The one role that newcomers may ask. */
    String NEWCOMERS = "newcomer";

    /** Returns what another machine needs to reach this bus. */
    BusPlace place();

    /**
     * Lets a newcomer in.
     *
     * @param id lower case letters and digits, which no other newcomer has
     * @return the user's name
     */
    String invite(String id, Secret password);

    /** Keeps a newcomer out, and cuts it off. */
    void withdraw(String id);

    /**
     * Lets a member in. Whoever had the host's name on the bus before is cut off.
     *
     * @param credential what the driver on the member's side made of its password
     * @return the user's name
     */
    String admit(HostId host, String credential);

    /** Keeps a member out, and cuts it off. */
    void expel(HostId host);
}
