package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceChange;
import io.nova.api.identity.Quota;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceTypeName;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.SecurityGroupId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.PowerState;
import io.nova.model.network.PortGroup;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.NetworkProtocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Another type, other user data, other groups. */
class ModifyInstanceTest {

    private static final PortGroup WEB =
            new PortGroup(new SecurityGroupId("sg-00000000000000002"), "web");

    private final Lab lab = new Lab().host("host-1", 8);

    private Instance stopped() {
        Instance instance = lab.run(1, 1).instances().get(0);
        lab.hears(Lab.HOST, 8, List.of(Lab.saw(instance, PowerState.ON)));
        var unused = lab.instances.stop(Lab.OWNER, List.of(instance.id()), false);
        lab.hears(Lab.HOST, 8, List.of(Lab.saw(lab.now(instance), PowerState.OFF)));
        assertEquals(InstanceState.STOPPED, lab.now(instance).state());
        return lab.now(instance);
    }

    private static InstanceChange type(String name) {
        return change(Optional.of(name), Optional.empty(), List.of());
    }

    private static InstanceChange change(
            Optional<String> type, Optional<String> userData, List<GroupRef> groups) {
        return new InstanceChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                type.map(InstanceTypeName::new),
                userData,
                Optional.empty(),
                Optional.empty(),
                groups,
                Optional.empty());
    }

    private void modify(Instance instance, InstanceChange change) {
        lab.instances.modify(Lab.OWNER, instance.id(), change);
    }

    @Test
    void aBiggerTypeTakesRoomAndQuotaAndASmallerOneGivesItBack() {
        Instance instance = stopped();
        modify(instance, type("m1.large"));
        assertEquals(4, lab.used(Quota.CORES));
        assertEquals(4, lab.store.used(Claims.vcpus(Lab.HOST)));
        assertEquals(2048, lab.store.used(Claims.memory(Lab.HOST)));
        assertTrue(lab.now(instance).generation() > instance.generation(), "another task");
        modify(instance, type("m1.small"));
        assertEquals(1, lab.used(Quota.CORES));
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertEquals(0, lab.used(Quota.CORES));
        assertEquals(0, lab.store.used(Claims.vcpus(Lab.HOST)));
        assertEquals(0, lab.store.used(Claims.memory(Lab.HOST)));
    }

    @Test
    void theHostHearsOfTheTypeAtTheNextStart() {
        Instance instance = stopped();
        modify(instance, type("m1.large"));
        var unused = lab.instances.start(Lab.OWNER, List.of(instance.id()));
        var assigned = lab.assignments.answer(new AssignmentsRequest(Lab.HOST, 0, "")).guests();
        assertEquals(4, assigned.get(0).vcpus());
        assertEquals(PowerState.ON, assigned.get(0).wanted());
    }

    @Test
    void aTypeThatTheHostHasNoRoomForIsRefusedAndNothingIsTaken() {
        Instance instance = stopped();
        assertThrows(InsufficientCapacityException.class, () -> modify(instance, type("m1.huge")));
        assertEquals(instance, lab.now(instance));
        assertEquals(1, lab.store.used(Claims.vcpus(Lab.HOST)));
    }

    @Test
    void aTypeBeyondTheQuotaIsRefused() {
        Instance instance = stopped();
        lab.quotas.put(Quota.CORES, 3L);
        assertThrows(LimitExceededException.class, () -> modify(instance, type("m1.large")));
        assertEquals(1, lab.used(Quota.CORES));
    }

    @Test
    void whatTheGuestIsMadeOfChangesWhileItIsStoppedOnly() {
        Instance running = lab.running();
        assertThrows(IncorrectStateException.class, () -> modify(running, type("m1.large")));
        assertThrows(
                IncorrectStateException.class,
                () -> modify(running, change(Optional.empty(), Optional.of("YQ=="), List.of())));
        assertThrows(InvalidParameterException.class, () -> modify(running, type("m1.nonesuch")));
        assertEquals(running, lab.now(running));
    }

    @Test
    void userDataIsReplacedAndTakenAway() {
        Instance instance = stopped();
        modify(instance, change(Optional.empty(), Optional.of("YQ=="), List.of()));
        assertEquals(Optional.of("YQ=="), lab.now(instance).spec().userData());
        modify(instance, change(Optional.empty(), Optional.of(""), List.of()));
        assertEquals(Optional.empty(), lab.now(instance).spec().userData());
        assertThrows(
                InvalidParameterException.class,
                () -> modify(instance, change(Optional.empty(), Optional.of("!"), List.of())));
    }

    @Test
    void otherGroupsHoldAtOnceForTheInstanceAndForThoseThatNameThem() {
        Instance running = lab.running();
        lab.networks.known = List.of(WEB);
        lab.hints.clear();
        lab.changedGroups.clear();
        modify(running, change(Optional.empty(), Optional.empty(), List.of(GroupRef.of(WEB.id()))));
        assertEquals(List.of(WEB), lab.now(running).port().groups());
        assertEquals(running.generation(), lab.now(running).generation());
        assertTrue(lab.hints.contains(NetworkProtocol.agent(Lab.HOST)));
        assertEquals(
                List.of(LabNetworks.GROUP.id(), WEB.id()),
                lab.changedGroups.stream().sorted().toList());
        assertEquals(1, members(WEB));
        assertEquals(0, members(LabNetworks.GROUP));
    }

    @Test
    void metadataIsServedOtherwiseFromTheNextRequestOn() {
        Instance running = lab.running();
        lab.hints.clear();
        MetadataOptions careful = new MetadataOptions(true, true, 2, true);
        assertEquals(
                careful, lab.instances.setMetadata(Lab.OWNER, running.id(), before -> careful));
        assertEquals(
                careful,
                lab.instances
                        .findByAddress(running.port().address())
                        .orElseThrow()
                        .spec()
                        .options()
                        .metadata());
        assertEquals(running.generation(), lab.now(running).generation());
        assertEquals(List.of(), lab.hints, "no host has to know");
        assertThrows(
                NotFoundException.class,
                () -> lab.instances.setMetadata(Lab.OTHER, running.id(), before -> careful));
        var unused = lab.instances.terminate(Lab.OWNER, List.of(running.id()));
        assertThrows(
                IncorrectStateException.class,
                () -> lab.instances.setMetadata(Lab.OWNER, running.id(), before -> careful));
    }

    @Test
    void theHostHearsAtOnceThatAPortMayCarryOthersTraffic() {
        Instance running = lab.running();
        lab.hints.clear();
        lab.changedGroups.clear();
        modify(
                running,
                new InstanceChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(false)));
        assertFalse(lab.now(running).port().sourceDestCheck());
        assertEquals(List.of(NetworkProtocol.agent(Lab.HOST)), lab.hints);
        assertEquals(List.of(), lab.changedGroups);
    }

    @Test
    void whatEndedHasNoGroups() {
        Instance running = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(running.id()));
        assertThrows(
                IncorrectStateException.class,
                () ->
                        modify(
                                running,
                                change(
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(GroupRef.of(WEB.id())))));
        lab.reports(Lab.saw(lab.now(running), PowerState.GONE));
        assertEquals(0, members(LabNetworks.GROUP));
    }

    @Test
    void aFreedAddressIsToldToAllThatKnewItsGroup() {
        Instance running = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(running.id()));
        lab.changedGroups.clear();
        lab.reports(Lab.saw(lab.now(running), PowerState.GONE));
        assertEquals(List.of(LabNetworks.GROUP.id()), lab.changedGroups);
        assertEquals(InstanceState.TERMINATED, lab.now(running).state());
    }

    private long members(PortGroup group) {
        return lab.store.used(SecurityGroupService.membership(group.id()));
    }
}
