package io.nova.gate;

import io.nova.model.HostRole;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of this process that takes requests from outside for roles of the host, and has to come to
 * rest before such a role leaves. Registered as a service.
 *
 * <p>A part that is told nothing serves all roles: not every process has someone who tells.
 */
@ConsumerType
public interface RolePart {

    /**
     * Serves these roles from now on and no other; told again and again, mostly what it knows.
     *
     * <p>Called by one thread at a time. Returns when what belongs to other roles takes no new
     * requests and those that it had are answered, or took too long.
     */
    void serve(Set<HostRole> roles);
}
