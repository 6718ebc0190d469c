package io.nova.api.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Projects, users and access keys. Each method asks the {@link Authorizer} first. */
@ProviderType
public interface ProjectService {

    /**
     * Makes a project, managed by the user.
     *
     * @throws io.nova.model.AlreadyExistsException if the name is taken
     */
    Project createProject(RequestContext context, String name, String description, UserId manager);

    /**
     * @throws io.nova.model.NotFoundException if there is none
     */
    Project getProject(RequestContext context, ProjectId id);

    /**
     * @throws io.nova.model.NotFoundException if there is none of that name
     */
    Project getProjectByName(RequestContext context, String name);

    /** Lists projects by name. */
    Page<Project> listProjects(RequestContext context, String after, int limit);

    /**
     * Makes a user who may sign once an access key was made.
     *
     * @throws io.nova.model.AlreadyExistsException if the name is taken
     */
    User createUser(RequestContext context, UserId id, Set<Role> roles);

    /** Lists users by name. */
    Page<User> listUsers(RequestContext context, String after, int limit);

    /** Gives the user exactly these roles in the project; none takes the user out of it. */
    void setRoles(RequestContext context, ProjectId project, UserId user, Set<Role> roles);

    /** Makes an access key with which the user acts in the project; its secret is told only now. */
    NewAccessKey createAccessKey(RequestContext context, ProjectId project, UserId user);

    /** Lists the user's keys. */
    List<AccessKey> listAccessKeys(RequestContext context, UserId user);

    /**
     * Removes the key; requests signed with it are refused within two seconds. Unknown: success.
     */
    void deleteAccessKey(RequestContext context, AccessKeyId key);
}
