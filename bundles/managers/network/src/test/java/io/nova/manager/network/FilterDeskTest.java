package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.network.AddressService.AddressRef;
import io.nova.api.network.AddressService.Target;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.protocol.Filters;
import io.nova.protocol.FiltersRequest;
import io.nova.protocol.HostFilters;
import io.nova.protocol.HostFilters.FilteredPort;
import io.nova.protocol.HostFilters.FilteringGroup;
import io.nova.protocol.HostFilters.PublicAddress;
import io.nova.protocol.NetworkProtocol;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilterDeskTest {

    private final Lab lab = new Lab();
    private final SteppedMessageBus bus =
            new SteppedMessageBus(
                    lab.clock, to -> lab.clock.advance(Duration.between(lab.clock.instant(), to)));
    private final FilterDesk desk = new FilterDesk(lab.store, lab, bus);

    private Filters ask(String host, String known) throws Exception {
        return NetworkProtocol.FILTERS
                .call(
                        bus,
                        NetworkProtocol.MANAGER,
                        new FiltersRequest(new HostId(host), known, 0),
                        "op",
                        "",
                        lab.clock.instant().plusSeconds(10))
                .get();
    }

    private HostFilters filters(String host) throws Exception {
        return Json.read(ask(host, "").text(), HostFilters.class);
    }

    @Test
    void aHostIsToldOfItsPortsWithTheMembersOfAllHosts() throws Exception {
        InstancePort here = lab.instance(1, Lab.OWNER, "here");
        InstancePort there = lab.instance(2, Lab.OWNER, "there");
        HostFilters told = filters("here");
        SecurityGroupId group = here.port().groups().get(0).id();
        assertEquals(List.of(new FilteredPort(here.port().id(), List.of(group))), told.ports());
        assertEquals(1, told.groups().size());
        FilteringGroup byDefault = told.groups().get(0);
        // The default group lets out everything, and in what its own members send.
        assertEquals(2, byDefault.rules().size());
        assertEquals(List.of(here.port().address(), there.port().address()), byDefault.members());
        assertEquals(new HostFilters(List.of(), List.of(), List.of()), filters("another"));
    }

    @Test
    void aPortWithoutACheckOfItsAddressesMayCarryOthersTraffic() throws Exception {
        InstancePort here = lab.instance(1, Lab.OWNER, "here");
        assertFalse(filters("here").ports().get(0).carries());
        lab.ports.put(
                here.instance(),
                new InstancePort(
                        here.instance(),
                        here.project(),
                        here.host(),
                        here.zone(),
                        here.state(),
                        here.port().withSourceDestCheck(false)));
        assertTrue(filters("here").ports().get(0).carries());
    }

    @Test
    void aGroupThatOnlyARuleNamesComesWithItsMembersAlone() throws Exception {
        InstancePort here = lab.instance(1, Lab.OWNER, "here");
        SecurityGroupId group = here.port().groups().get(0).id();
        SecurityGroupId other =
                lab.groups
                        .create(Lab.OWNER, "other", "for others", Optional.empty(), Map.of())
                        .id();
        Traffic traffic = new Traffic(false, 6, 22, 22, new Peer(other.value()));
        lab.groups.authorize(
                Lab.OWNER, GroupRef.of(group), List.of(new NewRule(traffic, "")), Map.of());
        List<FilteringGroup> told = filters("here").groups();
        assertEquals(2, told.size());
        assertEquals(
                List.of(new FilteringGroup(other, List.of(), List.of())),
                told.stream().filter(one -> one.id().equals(other)).toList());
    }

    @Test
    void publicAddressesComeToTheHostThatTheyLeadTo() throws Exception {
        InstancePort here = lab.instance(1, Lab.OWNER, "here");
        lab.instance(2, Lab.OWNER, "there");
        AddressManager addresses = lab.addresses("203.0.113.0/29");
        ElasticAddress address = addresses.allocate(Lab.OWNER, Optional.empty(), Map.of());
        addresses.associate(
                Lab.OWNER,
                AddressRef.of(address.id()),
                new Target(
                        Optional.of(here.instance()), Optional.empty(), Optional.empty(), false));
        assertEquals(
                List.of(new PublicAddress(address.address(), here.port().address())),
                filters("here").addresses());
        assertEquals(List.of(), filters("there").addresses());
    }

    @Test
    void aVersionThatIsKnownIsNotToldAgain() throws Exception {
        lab.instance(1, Lab.OWNER, "here");
        Filters first = ask("here", "");
        assertEquals(new Filters(first.version(), "", 0), ask("here", first.version()));
        lab.instance(2, Lab.OWNER, "here");
        assertEquals(
                2,
                Json.read(ask("here", first.version()).text(), HostFilters.class).ports().size());
        desk.close();
    }
}
