package io.nova.model.identity;

import io.nova.model.Role;
import io.nova.model.UserId;
import java.time.Instant;
import java.util.Set;

/**
 * Someone who may sign requests.
 *
 * @param roles what the user may do in every project
 */
public record User(UserId id, Set<Role> roles, boolean enabled, Instant createdAt) {

    public User {
        roles = Set.copyOf(roles);
    }
}
