package io.nova.api.compute;

import io.nova.model.HostId;
import io.nova.model.RequestContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The roles of the hosts of the cloud, for an operator. Each method asks the authorizer first. What
 * a host's roles are is in that host's own file; here is what it last said of them.
 */
@ProviderType
public interface HostRoleService {

    /** Returns all hosts that were heard of, in the order of their names; never waits for one. */
    List<RolesView> list(RequestContext context);

    /**
     * Changes the roles and drivers of a host, in its file, and has it act on that. May be
     * repeated: what the host has already is not added again, what it has not is not removed.
     *
     * @param add words of roles and drivers
     * @param remove the same
     * @return completes with the host as it is after the change, or as far as it has come; or with
     *     {@code NotFoundException}: there is no such host; {@code InvalidParameterException}: a
     *     word is none of a role or a driver; {@code InUseException}: a role that should leave has
     *     something on the host, and {@code leaving} is {@link Leaving#IF_EMPTY}; with these
     *     nothing is changed. {@code UnavailableException}: it is not known what happened
     */
    CompletionStage<RolesView> change(
            RequestContext context,
            HostId host,
            List<String> add,
            List<String> remove,
            Leaving leaving);

    /** What becomes of a role that should leave and has something on the host. */
    enum Leaving {
        /** The change is refused. */
        IF_EMPTY,
        /** The role takes nothing new, and leaves when it has nothing any longer. */
        WHEN_EMPTY,
        /** The role leaves at once; guests and volumes stay, attended by nobody. */
        AT_ONCE
    }

    /**
     * The roles of a host.
     *
     * @param up whether it was heard of lately
     * @param roles that are there, by their words
     * @param drivers that are there
     * @param coming roles and drivers that should be there and are not yet
     * @param leaving those that are there and should not be
     * @param trouble why it is not yet as it should be, in one line; empty if it is
     */
    record RolesView(
            HostId host,
            boolean up,
            Instant lastHeard,
            List<String> roles,
            List<String> drivers,
            List<String> coming,
            List<String> leaving,
            String trouble) {

        public RolesView {
            roles = List.copyOf(roles);
            drivers = List.copyOf(drivers);
            coming = List.copyOf(coming);
            leaving = List.copyOf(leaving);
        }
    }
}
