package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.HostRoleService;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HostRolesCommandTest implements HostRoleService {

    private final FakeSession session = new FakeSession();
    private final List<String> asked = new ArrayList<>();
    private CompletableFuture<RolesView> answer =
            CompletableFuture.completedFuture(view("h7", "volume", ""));

    private static RolesView view(String host, String role, String trouble) {
        return new RolesView(
                new HostId(host),
                true,
                Instant.EPOCH,
                List.of(role),
                List.of("volume-file"),
                List.of(),
                List.of(),
                trouble);
    }

    @Override
    public List<RolesView> list(RequestContext context) {
        return List.of(view("h1", "api", ""), view("h7", "compute", "it is broken"));
    }

    @Override
    public CompletionStage<RolesView> change(
            RequestContext context,
            HostId host,
            List<String> add,
            List<String> remove,
            Leaving leaving) {
        asked.add(host + " +" + add + " -" + remove + " " + leaving);
        return answer;
    }

    private HostRolesCommand command(String host, String... changes) {
        HostRolesCommand command = new HostRolesCommand();
        command.callers = new FakeDirectory();
        command.roles = this;
        command.session = session;
        command.host = host;
        command.changes = List.of(changes);
        return command;
    }

    @Test
    void itShowsAllHostsOrOne() throws Exception {
        command("").execute();
        String all = session.printed();
        assertEquals(3, all.lines().count(), all);
        assertTrue(all.contains("it is broken"), all);
        HostRolesCommand one = command("h1");
        one.json = true;
        one.execute();
        String json = session.printed();
        assertTrue(json.contains("\"host\":\"h1\""), json);
        assertTrue(json.contains("\"roles\":[\"api\"]"), json);
        assertThrows(IllegalArgumentException.class, () -> command("h2").execute());
    }

    @Test
    void itChangesAHostWithItsOptionsBeforeOrBehind() throws Exception {
        command("h7", "+volume", "-compute").execute();
        command("h7", "-compute", "--drain").execute();
        HostRolesCommand forced = command("h7", "-compute");
        forced.force = true;
        forced.execute();
        assertEquals(
                List.of(
                        "h7 +[volume] -[compute] IF_EMPTY",
                        "h7 +[] -[compute] WHEN_EMPTY",
                        "h7 +[] -[compute] AT_ONCE"),
                asked);
        assertTrue(session.printed().contains("[volume]"));
    }

    @Test
    void whatIsNoChangeIsNotAsked() {
        for (String wrong : List.of("volume", "+", "-", "")) {
            assertThrows(
                    IllegalArgumentException.class, () -> command("h7", wrong).execute(), wrong);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> command("h7", "-compute", "--drain", "--force").execute());
        assertEquals(List.of(), asked);
    }

    @Test
    void aRefusalSaysWhatToDo() {
        answer =
                CompletableFuture.failedFuture(
                        new InUseException(ResourceType.HOST, "h7", "compute stays"));
        assertEquals(
                "compute stays; --drain waits for that, --force leaves them unattended",
                assertThrows(InUseException.class, () -> command("h7", "-compute").execute())
                        .getMessage());
        answer =
                CompletableFuture.failedFuture(
                        new NotFoundException(ResourceType.HOST, new HostId("h7")));
        assertThrows(NotFoundException.class, () -> command("h7", "-compute").execute());
    }
}
