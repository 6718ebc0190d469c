package io.nova.spi.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.UserId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears that what was read before may be no longer so. Told too often rather than too seldom. */
@ConsumerType
public interface IdentityListener {

    /** The key was made, changed or removed. */
    void keyChanged(AccessKeyId key);

    /** The user, or a role of the user, was changed or removed. */
    void userChanged(UserId user);

    /** Anything may have changed. */
    void allChanged();
}
