package io.nova.model.network;

import io.nova.model.DhcpOptionsId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.VpcId;
import java.util.Map;

/**
 * A project's private network: in flat mode its view of the segment that all projects share.
 *
 * @param network the segment that it lies on
 */
public record Vpc(
        VpcId id,
        ProjectId project,
        NetworkId network,
        Cidr cidr,
        boolean isDefault,
        DhcpOptionsId dhcpOptions,
        Map<String, String> tags)
        implements NetworkResource {

    public Vpc {
        tags = Map.copyOf(tags);
    }

    @Override
    public Vpc withTags(Map<String, String> changed) {
        return new Vpc(id, project, network, cidr, isDefault, dhcpOptions, changed);
    }
}
