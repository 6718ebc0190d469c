package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.RouteTableId;
import io.nova.model.network.RouteTable;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the route tables of the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeRouteTablesAction implements Ec2Action {

    private static final Filters<RouteTable> FILTERS =
            new Filters.Builder<RouteTable>()
                    .on("association.route-table-association-id", RouteTable::association)
                    .on("association.route-table-id", RouteTable::id)
                    .on("association.main", RouteTable::main)
                    .onNothing("association.gateway-id", "association.subnet-id")
                    .on("owner-id", RouteTable::project)
                    .on("route-table-id", RouteTable::id)
                    .onAny("route.destination-cidr-block", DescribeRouteTablesAction::ranges)
                    .onAny("route.gateway-id", DescribeRouteTablesAction::gateways)
                    .onAny("route.origin", table -> List.of("CreateRouteTable", "CreateRoute"))
                    .on("route.state", table -> "active")
                    .onNothing("route.destination-ipv6-cidr-block", "route.instance-id")
                    .onNothing("route.destination-prefix-list-id", "route.nat-gateway-id")
                    .onNothing("route.egress-only-internet-gateway-id")
                    .onNothing("route.transit-gateway-id", "route.vpc-peering-connection-id")
                    .on("vpc-id", RouteTable::vpc)
                    .onTags(RouteTable::tags)
                    .build();

    private static final Values<RouteTableId> ROUTE_TABLE_IDS =
            Values.of("RouteTableId", RouteTableId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeRouteTables", ResourceType.ROUTE_TABLE)
                    .takes(ROUTE_TABLE_IDS)
                    .describes(FILTERS)
                    .build();

    private final VpcService vpcs;

    @Activate
    public DescribeRouteTablesAction(@Reference VpcService vpcs) {
        this.vpcs = vpcs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return DESCRIBE.perform(vpcs, context, call);
    }

    private static final VpcDescribe<RouteTable> DESCRIBE =
            new VpcDescribe<>(
                    RouteTable.class,
                    ROUTE_TABLE_IDS,
                    FILTERS,
                    "routeTableSet",
                    DescribeRouteTablesAction::write);

    private static void write(XmlWriter xml, RouteTable table) {
        xml.text("routeTableId", table.id())
                .text("vpcId", table.vpc())
                .text("ownerId", table.project())
                .items("routeSet", routes(table), route -> route.write(xml))
                .items(
                        "associationSet",
                        List.of(table.association()),
                        association ->
                                xml.text("routeTableAssociationId", association)
                                        .text("routeTableId", table.id())
                                        .text("main", table.main())
                                        .element(
                                                "associationState",
                                                () -> xml.text("state", "associated")))
                .items("propagatingVgwSet", List.of(), nothing -> {})
                .tags(table.tags());
    }

    /** A route as it is shown: the VPC's own range comes first. */
    private record Shown(String range, String gateway, String origin) {

        void write(XmlWriter xml) {
            xml.text("destinationCidrBlock", range)
                    .text("gatewayId", gateway)
                    .text("state", "active")
                    .text("origin", origin);
        }
    }

    private static List<Shown> routes(RouteTable table) {
        List<Shown> shown = new ArrayList<>();
        shown.add(new Shown(table.local().value(), "local", "CreateRouteTable"));
        for (RouteTable.Route route : table.routes()) {
            shown.add(
                    new Shown(route.destination().value(), route.gateway().value(), "CreateRoute"));
        }
        return shown;
    }

    private static List<String> ranges(RouteTable table) {
        return routes(table).stream().map(Shown::range).toList();
    }

    private static List<String> gateways(RouteTable table) {
        return routes(table).stream().map(Shown::gateway).toList();
    }
}
