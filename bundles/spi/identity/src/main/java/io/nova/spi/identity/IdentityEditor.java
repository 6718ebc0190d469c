package io.nova.spi.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The ability to change what an {@link IdentityDriver} knows. What was answered is durable, and
 * seen by every look-up that begins later.
 *
 * <p>Whatever is thrown, nothing has changed; only after {@code UNREACHABLE} the change may have
 * happened.
 */
@ConsumerType
public interface IdentityEditor {

    /**
     * Makes the first user, a project that the user manages, and a key of the user in it: all of
     * them or, if the user is there already, nothing. May be repeated, with the same or other
     * values: the first wins.
     *
     * @return false if the user was there
     */
    boolean found(User user, Project project, AccessKey key, Secret secret);

    /**
     * @throws io.nova.model.AlreadyExistsException if the id is taken
     */
    void createUser(User user);

    /**
     * Removes the user with all keys and memberships; an unknown user is a success.
     *
     * @throws io.nova.model.InUseException if the user manages a project
     */
    void deleteUser(UserId user);

    /**
     * @throws io.nova.model.AlreadyExistsException if the name or the id is taken; it says which
     * @throws io.nova.model.NotFoundException if there is no such manager
     */
    void createProject(Project project);

    /** Removes the project with its memberships and keys; an unknown project is a success. */
    void deleteProject(ProjectId project);

    /**
     * Gives the user exactly these roles in the project; none takes the user out of it.
     *
     * @throws io.nova.model.NotFoundException if there is no such user or project
     */
    void setRoles(ProjectId project, UserId user, Set<Role> roles);

    /**
     * Keeps the key with its secret, which is never stored in clear text.
     *
     * @throws io.nova.model.AlreadyExistsException if the id is taken
     * @throws io.nova.model.NotFoundException if there is no such user or project
     */
    void createKey(AccessKey key, Secret secret);

    /**
     * Lets the key sign, or no longer.
     *
     * @throws io.nova.model.NotFoundException if there is no such key
     */
    void enableKey(AccessKeyId key, boolean enabled);

    /** Removes the key; an unknown key is a success. */
    void deleteKey(AccessKeyId key);
}
