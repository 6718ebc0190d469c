package io.nova.api.objectstore;

import io.nova.model.ProjectId;
import io.nova.model.objectstore.Acl;
import java.util.Optional;

/**
 * An access list in place of another.
 *
 * @param owner whose the caller believes the bucket or the object to be; nobody is given it by
 *     this. Empty if the caller does not say
 */
public record NewAcl(Acl acl, Optional<ProjectId> owner) {

    /** A list of which it is not said whose it is. */
    public static NewAcl of(Acl acl) {
        return new NewAcl(acl, Optional.empty());
    }
}
