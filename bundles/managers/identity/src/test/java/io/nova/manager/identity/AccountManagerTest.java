package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.testkit.identity.MemoryIdentity;
import io.nova.testkit.state.MutableClock;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountManagerTest {

    private static final UserId ALICE = new UserId("alice@example.org");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAROL = new UserId("carol");
    private static final RequestContext ROOT =
            new RequestContext(
                    "r",
                    new Caller(
                            new UserId("admin"),
                            new ProjectId("999999999999"),
                            new AccessKeyId("K"),
                            Set.of(Role.CLOUDADMIN)));

    private final Directory directory = TestDirectory.of(new MemoryIdentity());
    private final IdentityManager manager =
            new IdentityManager(
                    directory,
                    new PolicyAuthorizer(),
                    new MutableClock(),
                    new IdSource(new SplittableRandom(1)));
    private final AccountManager accounts = new AccountManager(directory);
    private ProjectId acme = new ProjectId("000000000001");
    private ProjectId other = acme;

    @BeforeEach
    void make() {
        manager.createUser(ROOT, ALICE, Set.of());
        manager.createUser(ROOT, BOB, Set.of());
        manager.createUser(ROOT, CAROL, Set.of());
        acme = manager.createProject(ROOT, "acme", "", ALICE).id();
        other = manager.createProject(ROOT, "other", "", CAROL).id();
    }

    @Test
    void knowsProjectsAndWhoIsInThem() {
        manager.setRoles(ROOT, acme, BOB, Set.of(Role.DEVELOPER));
        assertEquals(true, accounts.has(acme));
        assertEquals(false, accounts.has(new ProjectId("123456789012")));
        assertEquals(true, accounts.has(acme, ALICE), "the manager");
        assertEquals(true, accounts.has(acme, BOB), "a member");
        assertEquals(false, accounts.has(other, BOB));
        assertEquals(false, accounts.has(acme, new UserId("nobody")));
        assertEquals(false, accounts.has(new ProjectId("123456789012"), BOB));
    }

    @Test
    void findsTheProjectsOfAnAddress() {
        assertEquals(Set.of(), accounts.ofEmail("alice@example.org"), "no key yet");
        manager.createAccessKey(ROOT, acme, ALICE);
        assertEquals(Set.of(acme), accounts.ofEmail("alice@example.org"));
        manager.createAccessKey(ROOT, other, ALICE);
        assertEquals(Set.of(acme, other), accounts.ofEmail("alice@example.org"));
        manager.createAccessKey(ROOT, acme, CAROL);
        for (String none : new String[] {"carol", "", "@", "no such@x", "x@example.org"}) {
            assertEquals(Set.of(), accounts.ofEmail(none), none);
        }
    }

    @Test
    void doesNotTakeSilenceForNo() {
        AccountManager deaf = new AccountManager(TestDirectory.empty());
        assertThrows(UnavailableException.class, () -> deaf.has(acme));
        assertThrows(UnavailableException.class, () -> deaf.ofEmail("alice@example.org"));
    }
}
