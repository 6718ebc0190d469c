package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.ZoneService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceTypeName;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows which sizes can be had where: all of them everywhere. */
@Component(service = Ec2Action.class)
public final class DescribeInstanceTypeOfferingsAction implements Ec2Action {

    private static final Filters<Offering> FILTERS =
            new Filters.Builder<Offering>()
                    .on("instance-type", Offering::type)
                    .on("location", Offering::location)
                    .build();

    private static final Value<String> LOCATION_TYPE =
            Value.of(
                    "LocationType",
                    Type.oneOf("region", "availability-zone", "availability-zone-id", "outpost"));

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInstanceTypeOfferings", ResourceType.INSTANCE_TYPE)
                    .takes(LOCATION_TYPE)
                    .describes(FILTERS)
                    .build();

    private final InstanceTypeService types;
    private final ZoneService zones;

    @Activate
    public DescribeInstanceTypeOfferingsAction(
            @Reference InstanceTypeService types, @Reference ZoneService zones) {
        this.types = types;
        this.zones = zones;
    }

    /** A size in a place. */
    private record Offering(InstanceTypeName type, String location) {

        /** Where a page begins; no name of a type holds a slash. */
        String key() {
            return type + "/" + location;
        }
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        String kind = call.find(LOCATION_TYPE).orElse("region");
        List<String> places = places(kind);
        Predicate<Offering> matching = FILTERS.of(call);
        List<Offering> all =
                types.list().stream()
                        .flatMap(
                                type ->
                                        places.stream()
                                                .map(place -> new Offering(type.name(), place)))
                        .filter(matching)
                        .sorted(Comparator.comparing(Offering::key))
                        .toList();
        Paging paging = Paging.of(call, false);
        Page<Offering> page =
                paging.read((after, limit) -> Paging.page(all, Offering::key, after, limit));
        return xml ->
                xml.items(
                                "instanceTypeOfferingSet",
                                page.items(),
                                one ->
                                        xml.text("instanceType", one.type())
                                                .text("locationType", kind)
                                                .text("location", one.location()))
                        .text("nextToken", page.next().map(paging::token));
    }

    /** A zone's id is its name: there is one account's view only. */
    private List<String> places(String kind) {
        return switch (kind) {
            case "region" -> List.of(zones.region());
            case "availability-zone", "availability-zone-id" ->
                    zones.zones().stream().map(zone -> zone.name().value()).sorted().toList();
            case "outpost" -> List.of();
            default -> throw new IllegalStateException("declared, and not known: " + kind);
        };
    }
}
