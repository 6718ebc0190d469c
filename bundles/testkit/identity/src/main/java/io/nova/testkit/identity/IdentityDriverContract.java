package io.nova.testkit.identity;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.IdentityDriver;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.identity.IdentityNews;
import io.nova.spi.identity.Member;
import io.nova.spi.identity.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of every identity driver that can be written. */
public abstract class IdentityDriverContract {

    /** A secret that must not show anywhere. */
    protected static final String CANARY = "canary/wJalrXUtnFEMI+K7MDENG";

    protected static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    protected static final User ALICE = user("alice");
    protected static final User BOB = user("bob");
    protected static final Project ACME = project("000000000001", "acme", ALICE);
    protected static final Project BETA = project("000000000002", "beta", BOB);

    private @Nullable IdentityDriver driver;

    /** Returns a driver that knows nobody. */
    protected abstract IdentityDriver open();

    /** Returns the ability of a driver. */
    protected IdentityEditor editor(IdentityDriver of) {
        return (IdentityEditor) of;
    }

    /** Returns the ability of a driver, if it has it. */
    protected Optional<IdentityNews> news(IdentityDriver of) {
        return Optional.of((IdentityNews) of);
    }

    @BeforeEach
    final void openDriver() {
        driver = open();
    }

    protected final IdentityDriver driver() {
        return requireNonNull(driver);
    }

    protected final IdentityEditor editor() {
        return editor(driver());
    }

    @Test
    void knowsNobodyAtFirst() {
        assertEquals(Optional.empty(), driver().findSigner(new AccessKeyId("AKIAUNKNOWN")));
        assertEquals(Optional.empty(), driver().findUser(ALICE.id()));
        assertEquals(Optional.empty(), driver().findProject(ACME.id()));
        assertEquals(Optional.empty(), driver().findProjectByName("acme"));
        assertEquals(List.of(), driver().listMembers(ACME.id()));
        assertEquals(List.of(), driver().listKeys(ALICE.id()));
        assertEquals(new Page<>(List.of(), Optional.empty()), driver().listUsers("", 10));
        assertEquals(new Page<>(List.of(), Optional.empty()), driver().listProjects("", 10));
    }

    @Test
    void findsASignerWithAllThatDecides() {
        createBoth();
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.SYSADMIN, Role.NETADMIN));
        AccessKey key = key("AKIA1", BOB, ACME);
        editor().createKey(key, Secret.of(CANARY));

        Signer signer = driver().findSigner(key.id()).orElseThrow();

        Set<Role> roles = Set.of(Role.SYSADMIN, Role.NETADMIN);
        assertEquals(new Signer(key, Secret.of(CANARY), BOB, ACME, roles), signer);
        assertEquals(CANARY, signer.secret().revealText());
        assertFalse(signer.toString().contains(CANARY));
    }

    @Test
    void comparesAccessKeysToTheLetter() {
        createBoth();
        editor().createKey(key("AKIAalice", ALICE, ACME), Secret.of(CANARY));

        for (String other : List.of("akiaalice", "AKIAALICE", "*", "AKIA*", "AKIAalice)(uid=*")) {
            assertEquals(Optional.empty(), driver().findSigner(new AccessKeyId(other)), other);
        }
    }

    @Test
    void keepsEveryFieldOfAUserAndAProject() {
        User odd = new User(new UserId("a+b=c,d.e@f_g-h"), Set.of(Role.CLOUDADMIN), false, AT);
        Project spoken = new Project(new ProjectId("999999999999"), "Ünï çode", "ß", odd.id(), AT);
        editor().createUser(odd);
        editor().createProject(spoken);

        assertEquals(Optional.of(odd), driver().findUser(odd.id()));
        assertEquals(Optional.of(spoken), driver().findProject(spoken.id()));
        assertEquals(Optional.of(spoken), driver().findProjectByName("Ünï çode"));
        assertEquals(Optional.empty(), driver().findProjectByName("ünï çode"));
    }

    @Test
    void refusesWhatIsThereAlready() {
        createBoth();
        AccessKey key = key("AKIA1", ALICE, ACME);
        editor().createKey(key, Secret.of(CANARY));

        assertThrows(AlreadyExistsException.class, () -> editor().createUser(ALICE));
        var name =
                assertThrows(
                        AlreadyExistsException.class,
                        () -> editor().createProject(project("000000000003", "acme", BOB)));
        assertEquals("acme", name.id());
        var id =
                assertThrows(
                        AlreadyExistsException.class,
                        () -> editor().createProject(project("000000000001", "other", BOB)));
        assertEquals("000000000001", id.id());
        assertThrows(
                AlreadyExistsException.class, () -> editor().createKey(key, Secret.of("other")));
        assertEquals(CANARY, driver().findSigner(key.id()).orElseThrow().secret().revealText());
        assertEquals(Optional.empty(), driver().findProjectByName("other"));
        assertEquals(Optional.empty(), driver().findProject(new ProjectId("000000000003")));
    }

    @Test
    void refusesWhatPointsToNobody() {
        editor().createUser(ALICE);
        editor().createProject(ACME);

        assertThrows(NotFoundException.class, () -> editor().createProject(BETA));
        assertThrows(
                NotFoundException.class,
                () -> editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.SYSADMIN)));
        assertThrows(
                NotFoundException.class,
                () -> editor().setRoles(BETA.id(), ALICE.id(), Set.of(Role.SYSADMIN)));
        assertThrows(
                NotFoundException.class,
                () -> editor().createKey(key("AKIA1", BOB, ACME), Secret.of(CANARY)));
        assertThrows(
                NotFoundException.class,
                () -> editor().createKey(key("AKIA1", ALICE, BETA), Secret.of(CANARY)));
        assertThrows(
                NotFoundException.class, () -> editor().enableKey(new AccessKeyId("AKIA1"), true));
        assertEquals(Optional.empty(), driver().findProjectByName("beta"));
        assertEquals(List.of(), driver().listKeys(ALICE.id()));
    }

    @Test
    void setsExactlyTheRolesGiven() {
        createBoth();
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.SYSADMIN));
        editor().setRoles(ACME.id(), ALICE.id(), Set.of(Role.DEVELOPER));
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.NETADMIN));
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.NETADMIN));
        editor().setRoles(BETA.id(), BOB.id(), Set.of(Role.SYSADMIN));

        assertEquals(
                List.of(
                        new Member(ACME.id(), ALICE.id(), Set.of(Role.DEVELOPER)),
                        new Member(ACME.id(), BOB.id(), Set.of(Role.NETADMIN))),
                driver().listMembers(ACME.id()));

        editor().setRoles(ACME.id(), BOB.id(), Set.of());
        editor().setRoles(ACME.id(), BOB.id(), Set.of());
        assertEquals(
                List.of(new Member(ACME.id(), ALICE.id(), Set.of(Role.DEVELOPER))),
                driver().listMembers(ACME.id()));
        assertEquals(1, driver().listMembers(BETA.id()).size());
    }

    @Test
    void enablesDisablesAndRemovesKeys() {
        createBoth();
        AccessKey one = key("AKIA1", ALICE, ACME);
        AccessKey two = key("AKIA2", ALICE, BETA);
        editor().createKey(two, Secret.of("two"));
        editor().createKey(one, Secret.of("one"));
        assertEquals(List.of(one, two), driver().listKeys(ALICE.id()));

        editor().enableKey(one.id(), false);
        editor().enableKey(one.id(), false);
        Signer disabled = driver().findSigner(one.id()).orElseThrow();
        assertFalse(disabled.key().enabled());
        assertEquals("one", disabled.secret().revealText());
        editor().enableKey(one.id(), true);
        assertTrue(driver().findSigner(one.id()).orElseThrow().key().enabled());

        editor().deleteKey(one.id());
        editor().deleteKey(one.id());
        assertEquals(Optional.empty(), driver().findSigner(one.id()));
        assertEquals(List.of(two), driver().listKeys(ALICE.id()));
    }

    @Test
    void removesAUserWithKeysAndMembershipsButNoManager() {
        createBoth();
        User carol = user("carol");
        editor().createUser(carol);
        editor().setRoles(ACME.id(), carol.id(), Set.of(Role.SYSADMIN));
        editor().createKey(key("AKIA3", carol, ACME), Secret.of("three"));
        editor().createKey(key("AKIA4", ALICE, ACME), Secret.of("four"));

        editor().deleteUser(carol.id());
        editor().deleteUser(carol.id());

        assertEquals(Optional.empty(), driver().findUser(carol.id()));
        assertEquals(Optional.empty(), driver().findSigner(new AccessKeyId("AKIA3")));
        assertEquals(List.of(), driver().listMembers(ACME.id()));
        assertThrows(InUseException.class, () -> editor().deleteUser(ALICE.id()));
        assertTrue(driver().findSigner(new AccessKeyId("AKIA4")).isPresent());
    }

    @Test
    void removesAProjectWithItsMembershipsAndKeys() {
        createBoth();
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.SYSADMIN));
        editor().createKey(key("AKIA1", BOB, ACME), Secret.of("one"));
        editor().createKey(key("AKIA2", BOB, BETA), Secret.of("two"));

        editor().deleteProject(ACME.id());
        editor().deleteProject(ACME.id());

        assertEquals(Optional.empty(), driver().findProject(ACME.id()));
        assertEquals(Optional.empty(), driver().findProjectByName("acme"));
        assertEquals(Optional.empty(), driver().findSigner(new AccessKeyId("AKIA1")));
        assertEquals(1, driver().listKeys(BOB.id()).size());
        assertEquals(List.of(), driver().listMembers(ACME.id()));
        editor().createProject(project("000000000003", "acme", ALICE));
        editor().deleteUser(user("alice2").id());
    }

    @Test
    void listsInPagesAndInOrder() {
        List<String> names = IntStream.range(0, 23).mapToObj("user%02d"::formatted).toList();
        // Made in another order than listed.
        for (int i = names.size() - 1; i >= 0; i--) {
            User user = user(names.get(i));
            editor().createUser(user);
            editor().createProject(project("%012d".formatted(900 - i), "p" + names.get(i), user));
        }

        List<String> users = new ArrayList<>();
        List<String> projects = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<User> page = driver().listUsers(after.get(), 5);
            assertTrue(page.items().size() <= 5);
            page.items().forEach(user -> users.add(user.id().value()));
            after = page.next();
        }
        for (after = Optional.of(""); after.isPresent(); ) {
            Page<Project> page = driver().listProjects(after.get(), 5);
            page.items().forEach(project -> projects.add(project.name()));
            after = page.next();
        }

        assertEquals(names, users);
        assertEquals(names.stream().map(name -> "p" + name).toList(), projects);
        assertThrows(IllegalArgumentException.class, () -> driver().listUsers("", 0));
        assertThrows(IllegalArgumentException.class, () -> driver().listProjects("", 1001));
    }

    @Test
    void foundsOnceAndKeepsTheFirst() {
        AccessKey first = key("AKIA1", ALICE, ACME);
        assertTrue(editor().found(ALICE, ACME, first, Secret.of("one")));
        assertFalse(
                editor().found(
                                ALICE,
                                project("000000000009", "acme", ALICE),
                                key("AKIA2", ALICE, ACME),
                                Secret.of("two")));

        assertEquals(List.of(first), driver().listKeys(ALICE.id()));
        assertEquals("one", driver().findSigner(first.id()).orElseThrow().secret().revealText());
        assertEquals(Optional.of(ACME), driver().findProjectByName("acme"));
    }

    @Test
    void letsOneOfManyHaveAName() throws Exception {
        createBoth();
        List<Callable<Boolean>> rivals =
                IntStream.range(0, 16)
                        .mapToObj(i -> project("%012d".formatted(100 + i), "wanted", ALICE))
                        .<Callable<Boolean>>map(project -> () -> creates(project))
                        .toList();

        assertEquals(1, together(rivals).filter(won -> won).count());
        assertEquals("wanted", driver().findProjectByName("wanted").orElseThrow().name());
    }

    @Test
    void leavesNoKeyOfAUserWhoIsRemovedMeanwhile() throws Exception {
        createBoth();
        for (int round = 0; round < 10; round++) {
            User brief = user("brief" + round);
            editor().createUser(brief);
            String prefix = "AKIA" + round + "x";
            List<Callable<Boolean>> rivals = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                AccessKey key = key(prefix + i, brief, ACME);
                rivals.add(() -> creates(key));
            }
            rivals.add(
                    () -> {
                        editor().deleteUser(brief.id());
                        return true;
                    });
            together(rivals);
            assertEquals(List.of(), driver().listKeys(brief.id()));
        }
    }

    @Test
    void tellsOfEveryChange() {
        Optional<IdentityNews> news = news(driver());
        org.junit.jupiter.api.Assumptions.assumeTrue(news.isPresent(), "cannot tell of changes");
        var heard = new ConcurrentLinkedQueue<String>();
        var watch = news.orElseThrow().watch(new Heard(heard));
        createBoth();
        AccessKey key = key("AKIA1", BOB, ACME);
        editor().createKey(key, Secret.of(CANARY));
        until(() -> heard.contains("key AKIA1") || heard.contains("all"));

        heard.clear();
        editor().setRoles(ACME.id(), BOB.id(), Set.of(Role.SYSADMIN));
        until(() -> heard.contains("user bob") || heard.contains("all"));
        heard.clear();
        editor().setRoles(ACME.id(), BOB.id(), Set.of());
        until(() -> heard.contains("user bob") || heard.contains("all"));
        heard.clear();
        editor().enableKey(key.id(), false);
        until(() -> heard.contains("key AKIA1") || heard.contains("all"));
        heard.clear();
        editor().deleteKey(key.id());
        until(() -> heard.contains("key AKIA1") || heard.contains("all"));
        heard.clear();
        editor().deleteProject(ACME.id());
        until(() -> heard.contains("all"));
        heard.clear();
        editor().deleteUser(ALICE.id());
        until(() -> heard.contains("user alice") || heard.contains("all"));

        watch.close();
        watch.close();
    }

    private record Heard(ConcurrentLinkedQueue<String> words) implements IdentityListener {

        @Override
        public void keyChanged(AccessKeyId key) {
            words.add("key " + key);
        }

        @Override
        public void userChanged(UserId user) {
            words.add("user " + user);
        }

        @Override
        public void allChanged() {
            words.add("all");
        }
    }

    /** Makes Alice with her project and Bob with his. */
    protected final void createBoth() {
        editor().createUser(ALICE);
        editor().createUser(BOB);
        editor().createProject(ACME);
        editor().createProject(BETA);
    }

    protected static User user(String name) {
        return new User(new UserId(name), Set.of(), true, AT);
    }

    protected static Project project(String id, String name, User manager) {
        return new Project(new ProjectId(id), name, "about " + name, manager.id(), AT);
    }

    protected static AccessKey key(String id, User user, Project project) {
        return new AccessKey(new AccessKeyId(id), user.id(), project.id(), true, AT);
    }

    private boolean creates(Project project) {
        try {
            editor().createProject(project);
            return true;
        } catch (AlreadyExistsException e) {
            return false;
        }
    }

    private boolean creates(AccessKey key) {
        try {
            editor().createKey(key, Secret.of(CANARY));
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static Stream<Boolean> together(List<Callable<Boolean>> rivals)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(rivals.size());
        try {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> future : threads.invokeAll(rivals, 30, TimeUnit.SECONDS)) {
                results.add(future.get(1, TimeUnit.SECONDS));
            }
            return results.stream();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void until(BooleanSupplier fact) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!fact.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.onSpinWait();
        }
    }
}
