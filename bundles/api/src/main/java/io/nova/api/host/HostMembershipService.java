package io.nova.api.host;

import io.nova.model.AlreadyExistsException;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lets machines into the cloud as hosts, and takes them out, for an operator. Each method asks the
 * authorizer first.
 */
@ProviderType
public interface HostMembershipService {

    /**
     * Makes a token with which one machine becomes a host. An earlier token for the same name is
     * worth nothing from now on.
     *
     * @return one line; whoever has it can become that host
     * @throws AlreadyExistsException if there is a host of that name and it is not to be replaced
     * @throws InvalidParameterException if such a machine could not be a host
     * @throws UnsupportedException if this cloud's bus is for one machine
     * @throws UnavailableException if the bus's users cannot be changed now
     */
    String invite(RequestContext context, HostInvitation invitation);

    /**
     * Returns the hosts that joined by a token, and those that may, in the order of their names.
     */
    List<MembershipView> list(RequestContext context);

    /**
     * Takes a host out of the cloud: it is refused from now on, and its records are removed. May be
     * repeated until it succeeds.
     *
     * @param force also if it has instances or volumes: it is refused, and the records stay
     * @throws NotFoundException if there is no such host
     * @throws InUseException if it has something and is not to be forced
     * @throws UnavailableException if the bus's users cannot be changed now; nothing is removed
     */
    void remove(RequestContext context, HostId host, boolean force);

    /** Returns the certificate of the authority of hosts, as PEM, for brokers to trust. */
    String authority(RequestContext context);

    /**
     * A host, or one to be.
     *
     * @param joined when it became a member; empty if it is none yet
     * @param invited until when a token is good for it; empty if there is none
     * @param expiring when its certificate ends, if that is within 30 days or was
     */
    record MembershipView(
            HostId host,
            Optional<Instant> joined,
            Optional<Instant> invited,
            Optional<Instant> expiring) {}
}
