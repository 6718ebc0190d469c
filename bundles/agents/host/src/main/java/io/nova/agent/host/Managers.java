package io.nova.agent.host;

import io.nova.model.HostRole;
import java.util.OptionalLong;

/** Those who place things on hosts. */
interface Managers {

    /**
     * Tells the managers of a role whether this host takes new things; that holds from the answer
     * on, though a placement that was under way may be committed a moment later.
     *
     * @param role {@code COMPUTE} or {@code VOLUME}
     * @return how many things the host has; empty if nobody answers
     */
    OptionalLong tell(HostRole role, boolean accepting) throws InterruptedException;
}
