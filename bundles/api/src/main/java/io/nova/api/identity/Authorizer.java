package io.nova.api.identity;

import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** Decides what callers may do. Every method of the api asks it first. Never blocks. */
@ProviderType
public interface Authorizer {

    /**
     * Returns if the caller may do it to a resource of the caller's own project.
     *
     * @param action for example {@code ec2:RunInstances}, {@code s3:PutObject}, {@code
     *     nova:HostList}
     * @throws AccessDeniedException if not
     */
    void require(Caller caller, String action);

    /** Tells whether {@link #require} would return. */
    boolean allows(Caller caller, String action);

    /**
     * Tells whether a policy says no to it in so many words. Then nothing else can allow it, such
     * as the policy of the resource.
     */
    default boolean denies(Caller caller, String action) {
        return false;
    }
}
