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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows where instances can be. */
@Component(service = Ec2Action.class)
public final class DescribeAvailabilityZonesAction implements Ec2Action {

    /** A zone, and the region that it is of. */
    private record Located(ZoneService.Zone zone, String region) {}

    private static final String OPT_IN = "opt-in-not-required";
    private static final String TYPE = "availability-zone";

    private static final Filters<Located> FILTERS =
            new Filters.Builder<Located>()
                    .on("group-name", Located::region)
                    .onNothing("group-long-name", "message", "parent-zone-id", "parent-zone-name")
                    .onSame(OPT_IN, "opt-in-status")
                    .on("region-name", Located::region)
                    .on("state", one -> state(one.zone()))
                    .on("zone-id", one -> one.zone().name())
                    .on("zone-name", one -> one.zone().name())
                    .onSame(TYPE, "zone-type")
                    .build();

    private static final Values<String> ZONE_NAMES = Values.text("ZoneName");
    private static final Values<String> ZONE_IDS = Values.text("ZoneId");

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeAvailabilityZones", ResourceType.ZONE)
                    .takes(ZONE_NAMES, ZONE_IDS)
                    .flags("AllAvailabilityZones")
                    .filters(FILTERS)
                    .build();

    private final ZoneService zones;

    @Activate
    public DescribeAvailabilityZonesAction(@Reference ZoneService zones) {
        this.zones = zones;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<ZoneService.Zone> all = zones.zones();
        // A zone's id is its name: there is one account's view only.
        List<String> asked = new ArrayList<>(call.list(ZONE_NAMES));
        asked.addAll(call.list(ZONE_IDS));
        for (String name : asked) {
            if (all.stream().noneMatch(zone -> zone.name().value().equals(name))) {
                throw InvalidParameterException.badValue(
                        "ZoneName",
                        name.length() > 60 ? name.substring(0, 60) : name,
                        "there is no such zone; DescribeAvailabilityZones without it lists them");
            }
        }
        Predicate<Located> matching = FILTERS.of(call);
        List<ZoneService.Zone> shown =
                all.stream()
                        .filter(zone -> asked.isEmpty() || asked.contains(zone.name().value()))
                        .filter(zone -> matching.test(new Located(zone, zones.region())))
                        .toList();
        return xml ->
                xml.items(
                        "availabilityZoneInfo",
                        shown,
                        zone ->
                                xml.text("zoneName", zone.name())
                                        .text("zoneState", state(zone))
                                        .text("regionName", zones.region())
                                        .text("zoneId", zone.name())
                                        .text("groupName", zones.region())
                                        .text("optInStatus", OPT_IN)
                                        .text("zoneType", TYPE)
                                        .items("messageSet", List.of(), nothing -> {}));
    }

    private static String state(ZoneService.Zone zone) {
        return zone.available() ? "available" : "unavailable";
    }
}
