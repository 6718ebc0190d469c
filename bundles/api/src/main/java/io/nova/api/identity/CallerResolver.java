package io.nova.api.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Finds who signed a request. Cached: most calls touch no driver. Safe for use by many threads. */
@ProviderType
public interface CallerResolver {

    /**
     * Returns the key's owner and secret; empty if there is no such key or it is disabled. An
     * unknown key takes about as long as a known one.
     *
     * @throws io.nova.model.UnavailableException if the identity driver does not answer and the key
     *     is not cached
     */
    Optional<Credential> find(AccessKeyId key);

    /**
     * Returns the caller as whom the operator's shell acts: may do everything.
     *
     * @throws io.nova.model.UnavailableException until the cloud's first start made it
     */
    Caller operator();
}
