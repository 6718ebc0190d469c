package io.nova.api.network;

import io.nova.model.SecurityGroupId;
import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/** Hears whose ports came, went or changed their groups. */
@ProviderType
public interface GroupMembers {

    /**
     * Hints to all hosts with rules that name one of these groups that its members are others now.
     * Returns at once, and after the commit is the time to call it; a hint that is lost costs time
     * alone.
     */
    void changed(Collection<SecurityGroupId> groups);
}
