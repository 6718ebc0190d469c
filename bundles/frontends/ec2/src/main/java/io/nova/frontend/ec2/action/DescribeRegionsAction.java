package io.nova.frontend.ec2.action;

import io.nova.api.compute.ZoneService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the one region of this cloud. */
@Component(service = Ec2Action.class)
public final class DescribeRegionsAction implements Ec2Action {

    /**
     * A region, as this answer shows it.
     *
     * @param endpoint where the client found us: what it can reach, it reached
     */
    private record Region(String name, String endpoint) {}

    private static final String OPT_IN = "opt-in-not-required";

    private static final Filters<Region> FILTERS =
            new Filters.Builder<Region>()
                    .on("endpoint", Region::endpoint)
                    .onSame(OPT_IN, "opt-in-status")
                    .on("region-name", Region::name)
                    .build();

    private static final Values<String> REGION_NAMES = Values.text("RegionName");

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeRegions", ResourceType.ZONE)
                    .takes(REGION_NAMES)
                    .flags("AllRegions")
                    .filters(FILTERS)
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
    public XmlBody perform(RequestContext context, Arguments call) {
        for (String name : call.list(REGION_NAMES)) {
            if (!name.equals(zones.region())) {
                throw InvalidParameterException.badValue(
                        "RegionName",
                        name.length() > 60 ? name.substring(0, 60) : name,
                        "this cloud's one region is " + zones.region());
            }
        }
        List<Region> regions =
                Stream.of(new Region(zones.region(), call.host()))
                        .filter(FILTERS.of(call))
                        .toList();
        return xml ->
                xml.items(
                        "regionInfo",
                        regions,
                        region ->
                                xml.text("regionName", region.name())
                                        .text("regionEndpoint", region.endpoint())
                                        .text("optInStatus", OPT_IN));
    }
}
