package io.nova.api.network;

import io.nova.model.Id;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The VPCs of projects and what belongs to them. Every project has a default VPC from the start,
 * with a subnet in each zone, a route table, an internet gateway, an ACL, DHCP options and the
 * security group {@code default}.
 */
@ProviderType
public interface VpcService {

    /**
     * Returns what the project has of one kind, in the order of the ids.
     *
     * @param type {@code Vpc}, {@code Subnet}, {@code RouteTable}, {@code InternetGateway}, {@code
     *     NetworkAcl} or {@code DhcpOptions}
     * @param ids if not empty, exactly these, on one page
     * @throws NotFoundException if the project has one of the ids not
     */
    <T extends NetworkResource> Page<T> describe(
            RequestContext context,
            Class<T> type,
            Collection<? extends Id> ids,
            String after,
            int limit);

    /**
     * Returns a VPC whose attributes are to be shown.
     *
     * @throws NotFoundException if the project has no such VPC
     */
    Vpc vpc(RequestContext context, VpcId id);

    /**
     * Returns the subnet that an instance is put into.
     *
     * @param subnet the one asked for, whatever its zone; if empty, the default one of the zone,
     *     which is made if the zone is new
     * @throws NotFoundException if the project has no such subnet, or there is no such zone
     */
    Subnet subnetFor(ProjectId project, Optional<SubnetId> subnet, ZoneName zone);

    /**
     * Returns the VPC that the subnet is part of.
     *
     * @throws NotFoundException if it is gone
     */
    Vpc vpcOf(Subnet subnet);

    /** Returns which subnets use the ACL, by the id of each use. */
    Map<NetworkAclAssociationId, SubnetId> usesOf(NetworkAcl acl);

    /** Returns how many addresses of the subnet no instance has. */
    long freeAddresses(Subnet subnet);

    /**
     * Returns the name of the store's pool of the subnet's private addresses; its items are their
     * numbers. Whoever commits an instance takes from it in the same transaction.
     */
    String addressPool(io.nova.model.NetworkId network);
}
