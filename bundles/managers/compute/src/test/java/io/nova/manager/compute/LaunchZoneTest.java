package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.ZoneService.Zone;
import io.nova.model.HostId;
import io.nova.model.InvalidParameterException;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import io.nova.model.compute.Instance;
import io.nova.model.compute.ShutdownBehavior;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two zones with a host each: where an instance goes, by what its owner says and does not say. */
class LaunchZoneTest {

    private static final ZoneName OTHER = new ZoneName("other");
    private static final HostId FAR = new HostId("far");

    private final Lab lab = new Lab().host("host-1", 10);

    LaunchZoneTest() {
        lab.hears(FAR, OTHER, 10, List.of());
        lab.zones.add(new Zone(OTHER, true));
    }

    private Instance run(Optional<ZoneName> zone, Optional<SubnetId> subnet) {
        return lab.instances
                .run(
                        Lab.OWNER,
                        new LaunchRequest(
                                Lab.IMAGE,
                                1,
                                1,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                zone,
                                subnet,
                                List.of(),
                                Optional.empty(),
                                ShutdownBehavior.STOP,
                                Optional.empty(),
                                Map.of()))
                .instances()
                .get(0);
    }

    private static void isIn(ZoneName zone, Instance instance) {
        assertEquals(zone, instance.spec().zone());
        assertEquals(zone.equals(OTHER) ? FAR : Lab.HOST, instance.host());
        assertEquals(
                zone.equals(OTHER) ? LabNetworks.OTHER.id() : LabNetworks.SUBNET.id(),
                instance.port().subnet());
    }

    @Test
    void anInstanceGoesToTheZoneThatIsNamedAndIntoItsSubnet() {
        isIn(Lab.ZONE, run(Optional.of(Lab.ZONE), Optional.empty()));
        isIn(OTHER, run(Optional.of(OTHER), Optional.empty()));
    }

    @Test
    void anInstanceGoesToTheZoneOfItsSubnet() {
        isIn(OTHER, run(Optional.empty(), Optional.of(LabNetworks.OTHER.id())));
        isIn(OTHER, run(Optional.of(OTHER), Optional.of(LabNetworks.OTHER.id())));
        isIn(Lab.ZONE, run(Optional.empty(), Optional.of(LabNetworks.SUBNET.id())));
    }

    @Test
    void aSubnetOfAnotherZoneThanTheNamedOneIsRefusedAndTakesNothing() {
        var refusal =
                assertThrows(
                        InvalidParameterException.class,
                        () -> run(Optional.of(Lab.ZONE), Optional.of(LabNetworks.OTHER.id())));
        assertEquals(InvalidParameterException.Problem.BAD_VALUE, refusal.problem());
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(LabNetworks.OTHER.id().value()),
                refusal::getMessage);
        assertEquals(200, lab.store.pool(Lab.POOL).orElseThrow().free());
    }

    @Test
    void whoNamesNeitherGetsTheFirstZoneThatHasAHost() {
        isIn(Lab.ZONE, run(Optional.empty(), Optional.empty()));
        lab.zones.set(0, new Zone(Lab.ZONE, false));
        isIn(OTHER, run(Optional.empty(), Optional.empty()));
    }
}
