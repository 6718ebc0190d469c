package io.nova.model;

import java.util.Set;

/**
 * An authenticated user acting in a project.
 *
 * @param key the access key that signed; several keys may belong to one user
 * @param roles what the user may do in this project
 */
public record Caller(UserId user, ProjectId project, AccessKeyId key, Set<Role> roles) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Tells whether the caller has the role, in this project or everywhere. */
    public boolean has(Role role) {
        return roles.contains(role);
    }
}
