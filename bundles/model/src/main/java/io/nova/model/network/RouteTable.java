package io.nova.model.network;

import io.nova.model.InternetGatewayId;
import io.nova.model.ProjectId;
import io.nova.model.RouteTableAssociationId;
import io.nova.model.RouteTableId;
import io.nova.model.VpcId;
import java.util.List;
import java.util.Map;

/**
 * Where packets of a VPC go.
 *
 * @param local the VPC's own range, to which packets go directly
 * @param main whether subnets use it that name no other
 * @param association that the VPC uses it
 * @param routes beside the local one
 */
public record RouteTable(
        RouteTableId id,
        ProjectId project,
        VpcId vpc,
        Cidr local,
        boolean main,
        RouteTableAssociationId association,
        List<Route> routes,
        Map<String, String> tags)
        implements NetworkResource {

    public RouteTable {
        routes = List.copyOf(routes);
        tags = Map.copyOf(tags);
    }

    @Override
    public RouteTable withTags(Map<String, String> changed) {
        return new RouteTable(id, project, vpc, local, main, association, routes, changed);
    }

    /** A route out of the VPC. */
    public record Route(Cidr destination, InternetGatewayId gateway) {}
}
