package io.nova.spi.identity;

import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import java.util.Set;

/**
 * An access key, and all that decides what its owner may do with it.
 *
 * @param roles of the user in the key's project, without those that the user has everywhere; empty
 *     for one who is no member
 */
public record Signer(AccessKey key, Secret secret, User user, Project project, Set<Role> roles) {

    public Signer {
        roles = Set.copyOf(roles);
    }
}
