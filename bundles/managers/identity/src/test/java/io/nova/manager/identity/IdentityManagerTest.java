package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.NewAccessKey;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UnsupportedException;
import io.nova.model.UserId;
import io.nova.model.identity.Project;
import io.nova.testkit.identity.MemoryIdentity;
import io.nova.testkit.state.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class IdentityManagerTest {

    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAROL = new UserId("carol");
    private static final RequestContext ROOT =
            context(new UserId("admin"), new ProjectId("999999999999"), Role.CLOUDADMIN);

    private final MemoryIdentity identity = new MemoryIdentity();
    private final MutableClock clock = new MutableClock();
    private final Directory directory = TestDirectory.of(identity);
    private final IdentityManager manager = manager(directory, new SplittableRandom(1));
    private final CallerManager callers =
            new CallerManager(directory, clock, Duration.ofSeconds(5), Duration.ZERO, 100);

    private IdentityManager manager(Directory of, SplittableRandom random) {
        return new IdentityManager(of, new PolicyAuthorizer(), clock, new IdSource(random));
    }

    @BeforeEach
    void users() {
        manager.createUser(ROOT, ALICE, Set.of());
        manager.createUser(ROOT, BOB, Set.of());
        manager.createUser(ROOT, CAROL, Set.of(Role.SYSADMIN));
    }

    @AfterEach
    void close() {
        callers.close();
    }

    @Test
    void makesProjectsOfTwelveDigitsAndOneName() {
        Project acme = manager.createProject(ROOT, "acme", "about", ALICE);

        assertTrue(acme.id().value().matches("[1-9][0-9]{11}"));
        assertEquals(acme, manager.getProject(ROOT, acme.id()));
        assertEquals(acme, manager.getProjectByName(ROOT, "acme"));
        assertEquals(List.of(acme), manager.listProjects(ROOT, "", 10).items());
        assertThrows(
                AlreadyExistsException.class, () -> manager.createProject(ROOT, "acme", "", BOB));
        assertThrows(
                NotFoundException.class,
                () -> manager.createProject(ROOT, "beta", "", new UserId("nobody")));
    }

    @Test
    void triesAnotherIdIfTheFirstIsTaken() {
        // The same seed draws the same id first.
        Project one = manager(directory, new SplittableRandom(7)).createProject(ROOT, "a", "", BOB);
        Project two = manager(directory, new SplittableRandom(7)).createProject(ROOT, "b", "", BOB);

        assertFalse(one.id().equals(two.id()));
        assertEquals(two, manager.getProjectByName(ROOT, "b"));
    }

    @Test
    void refusesNamesThatNobodyCouldRead() {
        for (String name : List.of("", " ", " a", "a ", "a\nb", "a\u0000", "x".repeat(129))) {
            assertThrows(
                    InvalidParameterException.class,
                    () -> manager.createProject(ROOT, name, "", ALICE),
                    name);
        }
    }

    @Test
    void tellsASecretOnceAndItSigns() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);

        NewAccessKey made = manager.createAccessKey(ROOT, acme.id(), ALICE);

        assertTrue(made.key().id().value().matches("AKIA[A-Z2-7]{16}"));
        assertTrue(made.secret().revealText().matches("[0-9a-f]{40}"));
        var credential = callers.find(made.key().id()).orElseThrow();
        assertEquals(made.secret(), credential.secret());
        assertEquals(acme.id(), credential.caller().project());
        assertEquals(List.of(made.key()), manager.listAccessKeys(ROOT, ALICE));
        assertFalse(made.toString().contains(made.secret().revealText()));
    }

    @Test
    void aKeyMadeByTheAdministratorMakesItsOwnerAMember() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);

        var carols = manager.createAccessKey(ROOT, acme.id(), CAROL);

        assertEquals(
                Set.of(Role.DEVELOPER, Role.SYSADMIN),
                callers.find(carols.key().id()).orElseThrow().caller().roles());
        assertThrows(
                NotFoundException.class,
                () -> manager.createAccessKey(ROOT, acme.id(), new UserId("nobody")));
        assertThrows(
                NotFoundException.class,
                () -> manager.createAccessKey(ROOT, new ProjectId("000000000404"), ALICE));
    }

    @Test
    void othersMakeKeysOnlyForThemselvesWhereTheyAreMembers() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        Project beta = manager.createProject(ROOT, "beta", "", BOB);
        RequestContext alice = context(ALICE, acme.id(), Role.PROJECTMANAGER);

        assertEquals(ALICE, manager.createAccessKey(alice, acme.id(), ALICE).key().user());
        denied(() -> manager.createAccessKey(alice, acme.id(), BOB));
        denied(() -> manager.createAccessKey(alice, beta.id(), ALICE));
        // The caller of a moment ago who was taken out of the project meanwhile.
        RequestContext gone = context(BOB, acme.id(), Role.DEVELOPER);
        denied(() -> manager.createAccessKey(gone, acme.id(), BOB));
        assertEquals(List.of(), identity.listMembers(acme.id()));
    }

    @Test
    void aDeletedKeySignsNoMore() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        AccessKeyId key = manager.createAccessKey(ROOT, acme.id(), ALICE).key().id();
        assertTrue(callers.find(key).isPresent());

        manager.deleteAccessKey(ROOT, key);
        manager.deleteAccessKey(ROOT, key);

        assertTrue(callers.find(key).isEmpty());
    }

    @Test
    void nobodyDeletesOrListsTheKeysOfOthers() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        AccessKeyId key = manager.createAccessKey(ROOT, acme.id(), ALICE).key().id();
        RequestContext bob = context(BOB, acme.id(), Role.DEVELOPER);

        assertThrows(NotFoundException.class, () -> manager.deleteAccessKey(bob, key));
        assertThrows(NotFoundException.class, () -> manager.listAccessKeys(bob, ALICE));
        assertEquals(List.of(), manager.listAccessKeys(bob, BOB));
        assertTrue(callers.find(key).isPresent());
        manager.deleteAccessKey(context(ALICE, acme.id(), Role.DEVELOPER), key);
        assertTrue(callers.find(key).isEmpty());
    }

    @Test
    void givesRolesInTheManagersOwnProjectOnly() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        Project beta = manager.createProject(ROOT, "beta", "", BOB);
        RequestContext alice = context(ALICE, acme.id(), Role.PROJECTMANAGER);

        manager.setRoles(alice, acme.id(), BOB, Set.of(Role.SYSADMIN));
        assertEquals(Set.of(Role.SYSADMIN), identity.listMembers(acme.id()).get(0).roles());
        assertThrows(
                NotFoundException.class,
                () -> manager.setRoles(alice, beta.id(), ALICE, Set.of(Role.SYSADMIN)));
        denied(
                () ->
                        manager.setRoles(
                                context(BOB, acme.id(), Role.SYSADMIN),
                                acme.id(),
                                BOB,
                                Set.of(Role.NETADMIN)));
    }

    @Test
    void givesNobodyTheCloudThroughAProject() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        for (Role role : List.of(Role.CLOUDADMIN, Role.ITSEC, Role.SERVICE, Role.PROJECTMANAGER)) {
            assertThrows(
                    InvalidParameterException.class,
                    () -> manager.setRoles(ROOT, acme.id(), BOB, Set.of(role)));
        }
        assertThrows(
                InvalidParameterException.class,
                () -> manager.createUser(ROOT, new UserId("dave"), Set.of(Role.PROJECTMANAGER)));
    }

    @Test
    void showsNoForeignProject() {
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        Project beta = manager.createProject(ROOT, "beta", "", BOB);
        RequestContext alice = context(ALICE, acme.id(), Role.PROJECTMANAGER);

        assertEquals(acme, manager.getProject(alice, acme.id()));
        assertThrows(NotFoundException.class, () -> manager.getProject(alice, beta.id()));
        assertThrows(NotFoundException.class, () -> manager.getProjectByName(alice, "beta"));
        assertEquals(beta, manager.getProject(context(BOB, acme.id(), Role.ITSEC), beta.id()));
    }

    @Test
    void deniesEveryMethodToWhoMayNothing() {
        RequestContext nobody = new RequestContext("r", caller(BOB, new ProjectId("000000000001")));
        ProjectId project = nobody.project();

        denied(() -> manager.createProject(nobody, "x", "", BOB));
        denied(() -> manager.getProject(nobody, project));
        denied(() -> manager.getProjectByName(nobody, "x"));
        denied(() -> manager.listProjects(nobody, "", 1));
        denied(() -> manager.createUser(nobody, new UserId("x"), Set.of()));
        denied(() -> manager.listUsers(nobody, "", 1));
        denied(() -> manager.setRoles(nobody, project, BOB, Set.of()));
        denied(() -> manager.createAccessKey(nobody, project, BOB));
        denied(() -> manager.listAccessKeys(nobody, BOB));
        denied(() -> manager.deleteAccessKey(nobody, new AccessKeyId("x")));
    }

    @Test
    void saysThatAReadOnlyDirectoryCannotBeChanged() {
        Directory readOnly = TestDirectory.empty();
        readOnly.bindDriver(identity, Map.of());
        IdentityManager of = manager(readOnly, new SplittableRandom(1));

        assertThrows(
                UnsupportedException.class,
                () -> of.createUser(ROOT, new UserId("dave"), Set.of()));
        assertEquals(3, of.listUsers(ROOT, "", 10).items().size());
    }

    private static void denied(Executable call) {
        assertThrows(AccessDeniedException.class, call);
    }

    private static RequestContext context(UserId user, ProjectId project, Role... roles) {
        return new RequestContext("r", caller(user, project, roles));
    }

    private static Caller caller(UserId user, ProjectId project, Role... roles) {
        return new Caller(user, project, new AccessKeyId("K"), Set.of(roles));
    }

    @Test
    void letsAServiceActWhereverItHasAKeyWithNothingButItsRole() {
        UserId service = new UserId("service");
        manager.createUser(ROOT, service, Set.of(Role.SERVICE));
        Project acme = manager.createProject(ROOT, "acme", "", ALICE);
        NewAccessKey key = manager.createAccessKey(ROOT, acme.id(), service);

        Caller caller = callers.find(key.key().id()).orElseThrow().caller();

        assertEquals(Set.of(Role.SERVICE), caller.roles());
        assertEquals(acme.id(), caller.project());
    }
}
