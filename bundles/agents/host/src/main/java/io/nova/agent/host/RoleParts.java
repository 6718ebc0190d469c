package io.nova.agent.host;

import io.nova.gate.RolePart;
import io.nova.model.HostRole;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of this process that are told which roles to serve. */
final class RoleParts {

    private static final Logger LOG = LoggerFactory.getLogger(RoleParts.class);

    private final List<RolePart> parts = new CopyOnWriteArrayList<>();

    void add(RolePart part) {
        parts.add(part);
    }

    void remove(RolePart part) {
        parts.remove(part);
    }

    /** Returns when what belongs to other roles is at rest. */
    void serve(Set<HostRole> roles) {
        for (RolePart part : parts) {
            try {
                part.serve(roles);
            } catch (RuntimeException e) {
                // It is told again; and a part that is going anyway need not hold up the others.
                LOG.warn("A part of the host did not take its roles", e);
            }
        }
    }
}
