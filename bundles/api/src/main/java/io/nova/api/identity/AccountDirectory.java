package io.nova.api.identity;

import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows whom access lists and policies name. It asks the identity driver each time and may wait for
 * it: it is for those who write such a list, not for those who obey it. For many threads; every
 * method throws {@link io.nova.model.UnavailableException} if the driver does not answer.
 */
@ProviderType
public interface AccountDirectory {

    /** Tells whether there is such a project. */
    boolean has(ProjectId project);

    /** Tells whether the user manages the project, has a role in it or a key for it. */
    boolean has(ProjectId project, UserId user);

    /**
     * Returns the projects for which the user whose name is the e-mail address has access keys.
     *
     * @param address as a client wrote it; none for what is no address
     */
    Set<ProjectId> ofEmail(String address);
}
