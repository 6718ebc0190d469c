package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.ZoneService.Zone;
import io.nova.model.NetworkAclAssociationId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import io.nova.model.network.DhcpOptions;
import io.nova.model.network.InternetGateway;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.RouteTable;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VpcManagerTest {

    private static final ZoneName OTHER = new ZoneName("other");

    private final Lab lab = new Lab();

    private <T extends NetworkResource> T one(RequestContext context, Class<T> type) {
        List<T> all = lab.vpcs.describe(context, type, List.of(), "", 100).items();
        assertEquals(1, all.size());
        return all.get(0);
    }

    @Test
    void theDefaultVpcIsThereFromTheStartAndItsPartsFitTogether() {
        Vpc vpc = one(Lab.OWNER, Vpc.class);
        Subnet subnet = one(Lab.OWNER, Subnet.class);
        InternetGateway gateway = one(Lab.OWNER, InternetGateway.class);
        assertEquals(vpc.id(), subnet.vpc());
        assertEquals(vpc.id(), gateway.vpc());
        assertEquals(gateway.id(), one(Lab.OWNER, RouteTable.class).routes().get(0).gateway());
        assertEquals(subnet.id(), one(Lab.OWNER, NetworkAcl.class).subnet());
        assertEquals(vpc.dhcpOptions(), one(Lab.OWNER, DhcpOptions.class).id());
        assertEquals(
                subnet,
                lab.vpcs.subnetFor(Lab.OWNER.project(), Optional.empty(), new ZoneName("nova")));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Vpc.class,
                Subnet.class,
                RouteTable.class,
                InternetGateway.class,
                NetworkAcl.class,
                DhcpOptions.class
            })
    void anotherProjectsAreNotThere(Class<? extends NetworkResource> type) {
        NetworkResource theirs = one(Lab.OTHER, type);
        assertThrows(
                NotFoundException.class,
                () -> lab.vpcs.describe(Lab.OWNER, type, List.of(theirs.id()), "", 10));
    }

    @Test
    void anotherProjectsSubnetTakesNoInstance() {
        Subnet theirs = one(Lab.OTHER, Subnet.class);
        assertThrows(
                NotFoundException.class,
                () ->
                        lab.vpcs.subnetFor(
                                Lab.OWNER.project(), Optional.of(theirs.id()), theirs.zone()));
    }

    private Subnet inZone(ZoneName zone) {
        return lab.vpcs.subnetFor(Lab.OWNER.project(), Optional.empty(), zone);
    }

    private List<Subnet> subnets() {
        return lab.vpcs.describe(Lab.OWNER, Subnet.class, List.of(), "", 100).items();
    }

    @Test
    void aZoneThatAppearsHasASubnetAndTheFirstOneStaysAsItIs() {
        Subnet first = one(Lab.OWNER, Subnet.class);
        lab.zones.add(new Zone(OTHER, true));
        Subnet second = inZone(OTHER);
        assertEquals(first, inZone(new ZoneName("nova")));
        assertEquals(Set.of(first, second), Set.copyOf(subnets()));
        assertEquals(OTHER, second.zone());
        assertTrue(second.defaultForZone());
        assertEquals(first.vpc(), second.vpc());
        assertEquals(
                second,
                lab.vpcs.subnetFor(
                        Lab.OWNER.project(), Optional.of(second.id()), new ZoneName("nova")));
        // One wire: whichever zone an address is taken in, it is gone in the others.
        assertEquals(first.network(), second.network());
        assertEquals(lab.vpcs.freeAddresses(first), lab.vpcs.freeAddresses(second));
    }

    @Test
    void aCloudWhoseZoneIsNotThatOfItsNetworkHasASubnetThereToo() {
        lab.zones.set(0, new Zone(OTHER, true));
        assertEquals(OTHER, inZone(OTHER).zone());
        assertTrue(subnets().contains(inZone(OTHER)));
    }

    @Test
    void toLookIsEnoughForEveryZoneToHaveASubnetThatUsesTheAcl() {
        lab.zones.add(new Zone(OTHER, false));
        NetworkAcl acl = one(Lab.OWNER, NetworkAcl.class);
        Map<NetworkAclAssociationId, SubnetId> uses = lab.vpcs.usesOf(acl);
        assertEquals(acl.subnet(), uses.get(acl.association()));
        assertEquals(
                subnets().stream().map(Subnet::id).collect(Collectors.toSet()),
                Set.copyOf(uses.values()));
        assertEquals(2, uses.size());
    }

    @Test
    void aZoneThatThereIsNotHasNoSubnet() {
        assertThrows(NotFoundException.class, () -> inZone(OTHER));
        assertEquals(1, subnets().size());
    }

    @Test
    void theSubnetOfAZoneIsMadeOnceHoweverManyManagersThereAre() {
        lab.zones.add(new Zone(OTHER, true));
        Subnet made = inZone(OTHER);
        lab.clock.advance(Duration.ofHours(25));
        assertEquals(made, lab.another().subnet(Lab.OWNER.project(), OTHER));
        assertEquals(2, subnets().size());
    }

    @Test
    void theTagsOfAZonesSubnetAreKept() {
        lab.zones.add(new Zone(OTHER, true));
        String id = inZone(OTHER).id().value();
        new NetworkTags(lab.store, lab.ids)
                .retag(Lab.OWNER.project(), id, tags -> Map.of("Name", "far"));
        lab.another().inEveryZone(Lab.OWNER.project());
        assertTrue(subnets().stream().anyMatch(one -> one.tags().equals(Map.of("Name", "far"))));
    }

    @Test
    void managersThatLookAtOnceMakeOneVpc() {
        Vpc first = one(Lab.OWNER, Vpc.class);
        DefaultVpcs others = new Lab().defaults;
        assertEquals(first.id(), others.of(Lab.OWNER.project()).vpc().id());
    }
}
