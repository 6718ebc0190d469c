package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.UserId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From nothing to a key with which somebody can run instances, by three commands. */
class UserCommandsTest {

    private final FakeDirectory directory = new FakeDirectory();
    private final FakeSession session = new FakeSession();

    @Test
    void threeCommandsMakeAKeyForSomeoneWhoMayRunInstances() throws Exception {
        ProjectCreateCommand project = new ProjectCreateCommand();
        project.callers = directory;
        project.projects = directory;
        project.session = session;
        project.name = "web";
        project.execute();

        UserCreateCommand user = new UserCreateCommand();
        user.callers = directory;
        user.projects = directory;
        user.session = session;
        user.name = "alice";
        user.execute();

        AccessKeyCreateCommand key = key("web", "alice");
        key.json = true;
        session.printed();
        key.execute();

        assertEquals(
                Set.of(Role.SYSADMIN, Role.NETADMIN),
                directory.users.get(new UserId("alice")).roles());
        assertEquals(
                "[{\"accessKey\":\"AKIA1\",\"project\":\"web\","
                        + "\"secretKey\":\"secret\",\"user\":\"alice\"}]",
                session.printed().strip());
        assertTrue(directory.given.isEmpty(), "roles in the project are left as they are");
    }

    @Test
    void rolesInTheProjectAreGivenBeforeTheKeyIsMade() throws Exception {
        directory.createProject(Operator.context(directory), "web", "", new UserId("admin"));
        AccessKeyCreateCommand key = key("web", "bob");
        key.roles = List.of("Developer", "netadmin");
        key.execute();
        assertEquals(
                List.of(
                        "roles bob [NETADMIN, DEVELOPER] in " + new ProjectId("000000000001"),
                        "key bob"),
                directory.log());
    }

    @Test
    void anUnknownRoleIsToldInOneLineWithThoseThereAre() {
        UserCreateCommand user = new UserCreateCommand();
        user.callers = directory;
        user.projects = directory;
        user.session = session;
        user.name = "alice";
        user.roles = List.of("king");
        IllegalArgumentException told = assertThrows(IllegalArgumentException.class, user::execute);
        assertEquals(
                "There is no role 'king'; there are cloudadmin, itsec, sysadmin, netadmin,"
                        + " developer, projectmanager",
                told.getMessage());
        assertTrue(directory.users.isEmpty());
    }

    private AccessKeyCreateCommand key(String project, String user) {
        AccessKeyCreateCommand key = new AccessKeyCreateCommand();
        key.callers = directory;
        key.projects = directory;
        key.session = session;
        key.project = project;
        key.user = user;
        return key;
    }
}
