package io.nova.frontend.ec2.action;

import io.nova.api.compute.ZoneService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows where instances can be. */
@Component(service = Ec2Action.class)
public final class DescribeAvailabilityZonesAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeAvailabilityZones", ResourceType.ZONE)
                    .takes("ZoneName.N", "ZoneId.N")
                    .flags("AllAvailabilityZones")
                    .filters()
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
    public XmlBody perform(RequestContext context, Query query) {
        List<ZoneService.Zone> all = zones.zones();
        // A zone's id is its name: there is one account's view only.
        List<String> asked = new ArrayList<>(query.list("ZoneName"));
        asked.addAll(query.list("ZoneId"));
        for (String name : asked) {
            if (all.stream().noneMatch(zone -> zone.name().value().equals(name))) {
                throw InvalidParameterException.badValue(
                        "ZoneName",
                        name.length() > 60 ? name.substring(0, 60) : name,
                        "there is no such zone; DescribeAvailabilityZones without it lists them");
            }
        }
        List<ZoneService.Zone> shown =
                all.stream()
                        .filter(zone -> asked.isEmpty() || asked.contains(zone.name().value()))
                        .filter(filters(zones.region()).of(query))
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
                                        .text("optInStatus", "opt-in-not-required")
                                        .text("zoneType", "availability-zone")
                                        .items("messageSet", List.of(), nothing -> {}));
    }

    private static String state(ZoneService.Zone zone) {
        return zone.available() ? "available" : "unavailable";
    }

    private static Filters<ZoneService.Zone> filters(String region) {
        return new Filters.Builder<ZoneService.Zone>()
                .on("group-name", zone -> region)
                .on("opt-in-status", zone -> "opt-in-not-required")
                .on("region-name", zone -> region)
                .on("state", DescribeAvailabilityZonesAction::state)
                .on("zone-id", ZoneService.Zone::name)
                .on("zone-name", ZoneService.Zone::name)
                .on("zone-type", zone -> "availability-zone")
                .build();
    }
}
