package io.nova.model.network;

import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import java.util.Map;

/**
 * The part of a VPC that lies in one zone.
 *
 * @param network the segment that its instances are connected to
 * @param defaultForZone whether instances go there that ask for no subnet
 */
public record Subnet(
        SubnetId id,
        ProjectId project,
        VpcId vpc,
        NetworkId network,
        ZoneName zone,
        Cidr cidr,
        boolean defaultForZone,
        Map<String, String> tags)
        implements NetworkResource {

    public Subnet {
        tags = Map.copyOf(tags);
    }

    @Override
    public Subnet withTags(Map<String, String> changed) {
        return new Subnet(id, project, vpc, network, zone, cidr, defaultForZone, changed);
    }
}
