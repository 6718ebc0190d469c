package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.host.HostInvitation;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostMembershipCommandsTest {

    private final FakeMembers members = new FakeMembers();
    private final FakeSession session = new FakeSession();

    private HostInviteCommand invite() {
        HostInviteCommand command = new HostInviteCommand();
        command.callers = new FakeDirectory();
        command.members = members;
        command.session = session;
        command.host = "h7";
        return command;
    }

    private HostRemoveCommand remove(String... words) {
        HostRemoveCommand command = new HostRemoveCommand();
        command.callers = new FakeDirectory();
        command.members = members;
        command.words = List.of(words);
        return command;
    }

    @Test
    void printsTheTokenAndNothingElse() throws Exception {
        invite().execute();
        assertEquals("nova-join-1.token\n", session.printed());
        HostInviteCommand told = invite();
        told.roles = "volume";
        told.valid = "30m";
        told.replace = true;
        told.brokers = "rabbit1, rabbit2:5671";
        told.json = true;
        told.execute();
        assertEquals("{\"token\":\"nova-join-1.token\"}\n", session.printed());
        assertEquals(
                List.of(
                        new HostInvitation(
                                new HostId("h7"),
                                Set.of(HostRole.COMPUTE, HostRole.NETWORK),
                                Duration.ofHours(1),
                                false,
                                List.of()),
                        new HostInvitation(
                                new HostId("h7"),
                                Set.of(HostRole.VOLUME),
                                Duration.ofMinutes(30),
                                true,
                                List.of("rabbit1", "rabbit2:5671"))),
                members.asked);
    }

    @Test
    void refusesWordsThatAreNone() {
        HostInviteCommand time = invite();
        time.valid = "soon";
        assertThrows(IllegalArgumentException.class, time::execute);
        HostInviteCommand role = invite();
        role.roles = "compute,cooking";
        assertThrows(IllegalArgumentException.class, role::execute);
        assertThrows(IllegalArgumentException.class, () -> remove().execute());
        assertThrows(IllegalArgumentException.class, () -> remove("h7", "h8").execute());
        assertEquals(List.of(), members.asked);
    }

    @Test
    void removesAHostWithTheOptionBeforeOrBehind() throws Exception {
        remove("h7").execute();
        remove("h7", "--force").execute();
        HostRemoveCommand forced = remove("h7");
        forced.force = true;
        forced.execute();
        assertEquals(List.of("remove h7 false", "remove h7 true", "remove h7 true"), members.asked);
    }

    @Test
    void printsTheAuthorityAsItIs() throws Exception {
        HostAuthorityCommand command = new HostAuthorityCommand();
        command.callers = new FakeDirectory();
        command.members = members;
        command.session = session;
        command.execute();
        assertEquals("certificate\n", session.printed());
    }
}
