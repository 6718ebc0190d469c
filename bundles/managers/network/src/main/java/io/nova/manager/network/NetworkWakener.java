package io.nova.manager.network;

import io.nova.model.HostId;
import io.nova.model.SecurityGroupId;
import java.util.Collection;

/** Hints hosts that filters or addresses of theirs changed. A lost hint costs time alone. */
public interface NetworkWakener {

    /** The rules of the group changed: for its ports, and for those whose rules name it. */
    void groupChanged(SecurityGroupId group);

    /** The group's members are others: for the ports whose rules name it. */
    void membersChanged(SecurityGroupId group);

    /** Something of these hosts changed. */
    void changed(Collection<HostId> hosts);
}
