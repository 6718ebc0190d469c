package io.nova.model.network;

import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NetworkAclId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import java.util.Map;

/**
 * What a subnet lets in and out, whatever its security groups say. The default one lets everything
 * through.
 *
 * @param subnet what uses it
 * @param association that the subnet uses it
 */
public record NetworkAcl(
        NetworkAclId id,
        ProjectId project,
        VpcId vpc,
        boolean isDefault,
        SubnetId subnet,
        NetworkAclAssociationId association,
        Map<String, String> tags)
        implements NetworkResource {

    public NetworkAcl {
        tags = Map.copyOf(tags);
    }

    @Override
    public NetworkAcl withTags(Map<String, String> changed) {
        return new NetworkAcl(id, project, vpc, isDefault, subnet, association, changed);
    }
}
