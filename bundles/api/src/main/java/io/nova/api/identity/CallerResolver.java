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
