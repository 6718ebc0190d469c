package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.identity.Quota;
import io.nova.api.network.AddressService.AddressRef;
import io.nova.api.network.AddressService.Target;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressManagerTest {

    private final Lab lab = new Lab();
    private final AddressManager addresses = lab.addresses("203.0.113.0/29");

    private ElasticAddress allocate(RequestContext context) {
        return addresses.allocate(context, Optional.empty(), Map.of());
    }

    private static AddressRef ref(ElasticAddress address) {
        return AddressRef.of(address.id());
    }

    private static Target on(InstancePort port, boolean reassociate) {
        return new Target(
                Optional.of(port.instance()), Optional.empty(), Optional.empty(), reassociate);
    }

    private ElasticAddress read(ElasticAddress address) {
        return addresses.describe(Lab.OWNER, List.of(ref(address)), "", 10).items().get(0);
    }

    @Test
    void anAddressIsOneProjectsUntilItIsReleased() {
        ElasticAddress mine = allocate(Lab.OWNER);
        AddressRef byIp = AddressRef.of(mine.address());
        assertThrows(NotFoundException.class, () -> addresses.release(Lab.OTHER, byIp));
        assertThrows(
                InUseException.class,
                () -> addresses.allocate(Lab.OTHER, Optional.of(mine.address()), Map.of()));
        addresses.release(Lab.OWNER, byIp);
        assertThrows(NotFoundException.class, () -> addresses.release(Lab.OWNER, byIp));
        assertEquals(
                mine.address(),
                addresses.allocate(Lab.OTHER, Optional.of(mine.address()), Map.of()).address());
    }

    @Test
    void quotaAndRangeAreLimits() {
        lab.limits.put(Quota.ADDRESSES, 4L);
        for (int i = 0; i < 4; i++) {
            allocate(Lab.OWNER);
        }
        assertThrows(LimitExceededException.class, () -> allocate(Lab.OWNER));
        allocate(Lab.OTHER);
        allocate(Lab.OTHER);
        assertThrows(InsufficientCapacityException.class, () -> allocate(Lab.OTHER));
    }

    @Test
    void anAddressMovesWhenThatIsAllowedAndBothHostsAreTold() {
        InstancePort first = lab.instance(1, Lab.OWNER, "h1");
        InstancePort second = lab.instance(2, Lab.OWNER, "h2");
        ElasticAddress address = allocate(Lab.OWNER);
        ElasticAddress associated = addresses.associate(Lab.OWNER, ref(address), on(first, false));
        assertEquals(
                first.port().address(), associated.association().orElseThrow().privateAddress());
        assertEquals(associated, addresses.associate(Lab.OWNER, ref(address), on(first, false)));
        assertThrows(
                InUseException.class,
                () -> addresses.associate(Lab.OWNER, ref(address), on(second, false)));
        lab.changedHosts.clear();
        ElasticAddress moved = addresses.associate(Lab.OWNER, ref(address), on(second, true));
        assertNotEquals(associated.association(), moved.association());
        assertEquals(Set.of(new HostId("h1"), new HostId("h2")), Set.copyOf(lab.changedHosts));
        assertEquals(
                Map.of(second.instance(), moved),
                addresses.ofInstances(List.of(first.instance(), second.instance())));
    }

    @Test
    void instancesAreShownWithTheirAddressesWhetherFewOrManyHaveOne() {
        Map<InstanceId, ElasticAddress> all = new HashMap<>();
        for (int i = 1; i <= 4; i++) {
            InstancePort port = lab.instance(i, Lab.OWNER, "h1");
            ElasticAddress on =
                    addresses.associate(Lab.OWNER, ref(allocate(Lab.OWNER)), on(port, false));
            all.put(port.instance(), on);
        }
        InstanceId without = lab.instance(9, Lab.OWNER, "h1").instance();
        assertEquals(Map.of(), addresses.ofInstances(List.of(without)));
        List<InstanceId> asked = new ArrayList<>();
        Map<InstanceId, ElasticAddress> found = new HashMap<>();
        for (InstanceId one : all.keySet()) {
            asked.add(one);
            found.put(one, all.get(one));
            assertEquals(found, addresses.ofInstances(asked));
        }
        asked.add(without);
        assertEquals(all, addresses.ofInstances(asked));
    }

    @Test
    void anInstanceHasOneAddress() {
        InstancePort port = lab.instance(1, Lab.OWNER, "h1");
        ElasticAddress first = allocate(Lab.OWNER);
        ElasticAddress second = allocate(Lab.OWNER);
        addresses.associate(Lab.OWNER, ref(first), on(port, false));
        addresses.associate(Lab.OWNER, ref(second), on(port, false));
        assertTrue(read(first).association().isEmpty());
        assertTrue(read(second).association().isPresent());
    }

    @Test
    void anAddressOnAnInstanceIsReleasedOnlyAfterItWasTakenOff() {
        InstancePort port = lab.instance(1, Lab.OWNER, "h1");
        ElasticAddress address = allocate(Lab.OWNER);
        ElasticAddress on = addresses.associate(Lab.OWNER, ref(address), on(port, false));
        assertThrows(InUseException.class, () -> addresses.release(Lab.OWNER, ref(address)));
        var association = on.association().orElseThrow().id();
        assertThrows(NotFoundException.class, () -> addresses.disassociate(Lab.OTHER, association));
        addresses.disassociate(Lab.OWNER, association);
        addresses.disassociate(Lab.OWNER, ref(address));
        addresses.release(Lab.OWNER, ref(address));
    }

    @Test
    void anAddressOfAnInstanceThatEndedIsOnNone() {
        InstancePort port = lab.instance(1, Lab.OWNER, "h1");
        InstancePort next = lab.instance(2, Lab.OWNER, "h1");
        ElasticAddress address = allocate(Lab.OWNER);
        addresses.associate(Lab.OWNER, ref(address), on(port, false));
        lab.ports.remove(port.instance());
        assertTrue(read(address).association().isEmpty());
        addresses.associate(Lab.OWNER, ref(address), on(next, false));
        lab.ports.remove(next.instance());
        addresses.release(Lab.OWNER, ref(address));
    }

    @Test
    void onlyTheProjectsInstancesAndTheirOwnAddressesAreTargets() {
        InstancePort foreign = lab.instance(1, Lab.OTHER, "h1");
        InstancePort mine = lab.instance(2, Lab.OWNER, "h1");
        ElasticAddress address = allocate(Lab.OWNER);
        assertThrows(
                NotFoundException.class,
                () -> addresses.associate(Lab.OWNER, ref(address), on(foreign, false)));
        Target other =
                new Target(
                        Optional.empty(),
                        Optional.of(mine.port().id()),
                        Optional.of(new Ipv4("10.9.9.9")),
                        false);
        assertThrows(
                InvalidParameterException.class,
                () -> addresses.associate(Lab.OWNER, ref(address), other));
    }

    @Test
    void anAddressGoesBackToTheRangeThatItCameFrom() {
        ElasticAddress old = allocate(Lab.OWNER);
        AddressManager later = lab.addresses("198.51.100.0/29");
        later.release(Lab.OWNER, ref(old));
        assertEquals(old.address(), allocateAgain(old));
    }

    private Ipv4 allocateAgain(ElasticAddress old) {
        return addresses.allocate(Lab.OWNER, Optional.of(old.address()), Map.of()).address();
    }

    @Test
    void theInstancesWithAnAddressAreKnownOfEachProject() {
        InstancePort port = lab.instance(1, Lab.OWNER, "h1");
        lab.instance(2, Lab.OWNER, "h1");
        ElasticAddress address = allocate(Lab.OWNER);
        assertEquals(Set.of(), addresses.instancesWithOne(Lab.OWNER.project()));
        addresses.associate(Lab.OWNER, ref(address), on(port, false));
        assertEquals(Set.of(port.instance()), addresses.instancesWithOne(Lab.OWNER.project()));
        assertEquals(Set.of(), addresses.instancesWithOne(Lab.OTHER.project()));
        addresses.disassociate(Lab.OWNER, ref(address));
        assertEquals(Set.of(), addresses.instancesWithOne(Lab.OWNER.project()));
    }
}
