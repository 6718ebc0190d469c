package io.nova.api.compute;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.ProjectId;
import io.nova.model.SecurityGroupId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.Port;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The ports of instances that have not ended, for who filters them and maps addresses to them. */
@ProviderType
public interface PortService {

    /** Returns the instance's port. */
    Optional<InstancePort> find(InstanceId instance);

    /** Returns the port. */
    Optional<InstancePort> find(InterfaceId port);

    /** Returns the ports on the host. */
    List<InstancePort> onHost(HostId host);

    /** Returns the ports in the group, wherever they are. */
    List<InstancePort> inGroup(SecurityGroupId group);

    /** A port with whose it is, where, and in what state that is. */
    record InstancePort(
            InstanceId instance,
            ProjectId project,
            HostId host,
            ZoneName zone,
            InstanceState state,
            Port port) {}
}
