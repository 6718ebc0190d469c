package io.nova.frontend.ec2.action;

import io.nova.api.compute.ZoneService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the one region of this cloud. */
@Component(service = Ec2Action.class)
public final class DescribeRegionsAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeRegions", ResourceType.ZONE)
                    .takes("RegionName", "Filter", "AllRegions")
                    .build();

    private final ZoneService zones;

    @Activate
    public DescribeRegionsAction(@Reference ZoneService zones) {
        this.zones = zones;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        for (String name : query.list("RegionName")) {
            if (!name.equals(zones.region())) {
                throw new NotFoundException(ResourceType.ZONE, name);
            }
        }
        List<String> regions = List.of(zones.region()).stream().filter(FILTERS.of(query)).toList();
        return xml ->
                xml.items(
                        "regionInfo",
                        regions,
                        region ->
                                xml.text("regionName", region)
                                        .text("regionEndpoint", "ec2." + region + ".novalocal")
                                        .text("optInStatus", "opt-in-not-required"));
    }

    private static final Filters<String> FILTERS =
            new Filters.Builder<String>()
                    .on("endpoint", region -> "ec2." + region + ".novalocal")
                    .on("opt-in-status", region -> "opt-in-not-required")
                    .on("region-name", region -> region)
                    .build();
}
