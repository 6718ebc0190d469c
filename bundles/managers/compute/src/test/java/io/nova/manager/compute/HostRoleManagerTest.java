package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.HostRoleService.Leaving;
import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.model.AccessDeniedException;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.UnavailableException;
import io.nova.protocol.Ack;
import io.nova.protocol.Departure;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.HostRoles;
import io.nova.protocol.RolesChange;
import io.nova.protocol.RolesReply;
import io.nova.protocol.RolesReply.Refusal;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Subscription;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HostRoleManagerTest {

    private static final HostId HOST = new HostId("h7");

    private final Lab lab = new Lab();
    private final SteppedMessageBus bus = new SteppedMessageBus(lab.clock, lab.clock::advanceTo);
    private final List<RolesChange> asked = new ArrayList<>();
    private final List<Subscription> host = new ArrayList<>();
    private Refusal refusal = Refusal.NONE;
    private long number = 1;

    private HostRoleManager manager() {
        return new HostRoleManager(lab, lab.roster, bus, lab.clock, lab.ids);
    }

    private HostRoles said(String... roles) {
        return new HostRoles(HOST, number++, List.of(roles), List.of(), List.of(), List.of(), "");
    }

    private void tell(HostRoles said) {
        var unused =
                bus.cast(
                        Address.role(HostProtocol.MANAGERS),
                        HostProtocol.ROLES.message(
                                said, lab.ids.hex(16), "", lab.clock.instant().plusSeconds(10)),
                        Durability.HINT);
        bus.settle();
    }

    /** A host that takes changes, and tells its roles when it is asked. */
    private void startHost() {
        host.add(
                HostProtocol.CHANGE.serve(
                        bus,
                        HostProtocol.agent(HOST),
                        1,
                        change -> {
                            asked.add(change);
                            return CompletableFuture.completedStage(
                                    new RolesReply(said("volume"), refusal, "because"));
                        }));
        host.add(
                HostProtocol.ASKED.serve(
                        bus,
                        Address.all(HostProtocol.HOSTS),
                        1,
                        question -> {
                            tell(said("compute"));
                            return CompletableFuture.completedStage(Ack.OK);
                        }));
    }

    private CompletableFuture<RolesView> change(HostRoleManager manager, Leaving leaving) {
        CompletableFuture<RolesView> answer =
                manager.change(Lab.OWNER, HOST, List.of("volume"), List.of("compute"), leaving)
                        .toCompletableFuture();
        bus.settle();
        return answer;
    }

    private <T extends CloudException> T refused(Class<T> type, HostRoleManager manager) {
        CompletableFuture<RolesView> answer = change(manager, Leaving.IF_EMPTY);
        return assertInstanceOf(
                type, assertThrows(CompletionException.class, answer::join).getCause());
    }

    @Test
    void aManagerThatStartsLearnsOfTheHostsAtOnce() {
        startHost();
        HostRoleManager manager = manager();
        bus.settle();
        RolesView view = manager.list(Lab.OWNER).get(0);
        assertEquals(List.of("compute"), view.roles());
        assertTrue(view.up());
        lab.clock.advance(Duration.ofSeconds(31));
        assertFalse(manager.list(Lab.OWNER).get(0).up());
    }

    @Test
    void whatAHostTellsOneManagerAllKnow() {
        HostRoleManager first = manager();
        HostRoleManager second = manager();
        tell(said("volume"));
        assertEquals(List.of("volume"), first.list(Lab.OWNER).get(0).roles());
        assertEquals(List.of("volume"), second.list(Lab.OWNER).get(0).roles());
    }

    @Test
    void whatIsOlderDoesNotCount() {
        HostRoleManager manager = manager();
        HostRoles old = said("compute");
        tell(said("volume"));
        tell(old);
        assertEquals(List.of("volume"), manager.list(Lab.OWNER).get(0).roles());
    }

    @Test
    void aChangeGoesToTheHostAndItsAnswerComesBack() {
        startHost();
        HostRoleManager manager = manager();
        assertEquals(List.of("volume"), change(manager, Leaving.AT_ONCE).join().roles());
        assertEquals(
                List.of(new RolesChange(List.of("volume"), List.of("compute"), Departure.FORCE)),
                asked);
        assertEquals(List.of("volume"), manager.list(Lab.OWNER).get(0).roles());
    }

    @Test
    void refusalsOfTheHostAreTold() {
        startHost();
        HostRoleManager manager = manager();
        refusal = Refusal.IN_USE;
        assertEquals("because", refused(InUseException.class, manager).getMessage());
        refusal = Refusal.UNKNOWN;
        assertEquals("because", refused(InvalidParameterException.class, manager).getMessage());
        refusal = Refusal.UNABLE;
        assertEquals("because", refused(UnavailableException.class, manager).getMessage());
    }

    @Test
    void aHostThatNobodyKnowsIsToldFromOneThatIsSilent() {
        HostRoleManager manager = manager();
        assertEquals(
                "The host 'h7' does not exist",
                refused(NotFoundException.class, manager).getMessage());
        tell(said("compute"));
        assertTrue(
                refused(UnavailableException.class, manager)
                        .getMessage()
                        .startsWith("The host 'h7' does not answer now"));
    }

    @Test
    void nobodyElseMayLookOrChange() {
        HostRoleManager manager = manager();
        lab.denied.add("nova:HostList");
        lab.denied.add("nova:HostRoleSet");
        assertThrows(AccessDeniedException.class, () -> manager.list(Lab.OWNER));
        assertThrows(AccessDeniedException.class, () -> change(manager, Leaving.AT_ONCE));
    }
}
