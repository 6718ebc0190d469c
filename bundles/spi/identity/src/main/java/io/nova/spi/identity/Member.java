package io.nova.spi.identity;

import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.UserId;
import java.util.Set;

/** A user's roles in a project: at least one. */
public record Member(ProjectId project, UserId user, Set<Role> roles) {

    public Member {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(user + " has no role in " + project);
        }
    }
}
