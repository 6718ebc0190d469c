package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.DriverException;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.IdentityDriver;
import io.nova.testkit.identity.MemoryIdentity;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallerManagerTest {

    private static final AccessKeyId KEY = new AccessKeyId("AKIA1");
    private static final ProjectId PROJECT = new ProjectId("000000000001");
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    private final MemoryIdentity identity = new MemoryIdentity();
    private final MutableClock clock = new MutableClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final Directory directory = TestDirectory.empty();
    private volatile Runnable fate = () -> {};
    private CallerManager callers =
            new CallerManager(directory, clock, Duration.ofSeconds(2), Duration.ofMinutes(5), 100);

    @BeforeEach
    void fill() {
        directory.bindDriver(watched(), Map.of());
        directory.bindNews(identity);
        identity.createUser(new User(ALICE, Set.of(), true, Instant.EPOCH));
        identity.createUser(new User(BOB, Set.of(Role.NETADMIN), true, Instant.EPOCH));
        identity.createProject(new Project(PROJECT, "acme", "", ALICE, Instant.EPOCH));
        identity.createKey(
                new AccessKey(KEY, ALICE, PROJECT, true, Instant.EPOCH), Secret.of("s1"));
    }

    @AfterEach
    void close() {
        callers.close();
    }

    @Test
    void asksTheDriverOnceAMinuteAndKeepsTheObject() {
        Credential first = callers.find(KEY).orElseThrow();
        assertEquals("s1", first.secret().revealText());
        assertEquals(Set.of(Role.PROJECTMANAGER), first.caller().roles());

        for (int i = 0; i < 10; i++) {
            assertSame(first, callers.find(KEY).orElseThrow());
        }
        assertEquals(1, asked.get());
        clock.advance(Duration.ofSeconds(61));
        for (int i = 0; i < 10; i++) {
            assertSame(first, callers.find(KEY).orElseThrow());
        }
        assertEquals(2, asked.get(), "once a minute, in the second one too");
    }

    @Test
    void believesForFiveSecondsThatThereIsNoKey() {
        AccessKeyId unknown = new AccessKeyId("AKIAUNKNOWN");
        assertEquals(Optional.empty(), callers.find(unknown));
        assertEquals(Optional.empty(), callers.find(unknown));
        assertEquals(1, asked.get());

        clock.advance(Duration.ofSeconds(6));
        assertEquals(Optional.empty(), callers.find(unknown));
        assertEquals(2, asked.get());
    }

    @Test
    void madeUpKeysPushNobodyOut() {
        Credential first = callers.find(KEY).orElseThrow();
        for (int i = 0; i < 1000; i++) {
            assertEquals(Optional.empty(), callers.find(new AccessKeyId("MADEUP" + i)));
        }
        int before = asked.get();

        assertSame(first, callers.find(KEY).orElseThrow());
        assertEquals(before, asked.get());
    }

    @Test
    void hearsAtOnceOfWhatChanged() {
        assertTrue(callers.find(KEY).isPresent());
        identity.enableKey(KEY, false);
        assertEquals(Optional.empty(), callers.find(KEY));
        identity.enableKey(KEY, true);
        assertTrue(callers.find(KEY).isPresent());
        identity.setRoles(PROJECT, ALICE, Set.of(Role.SYSADMIN));
        assertEquals(
                Set.of(Role.SYSADMIN, Role.PROJECTMANAGER),
                callers.find(KEY).orElseThrow().caller().roles());
        identity.deleteKey(KEY);
        assertEquals(Optional.empty(), callers.find(KEY));
    }

    @Test
    void hearsAtOnceOfChangesToWhomItKnowsBest() {
        askAgainAndAgain();
        identity.enableKey(KEY, false);
        assertEquals(Optional.empty(), callers.find(KEY));
        identity.enableKey(KEY, true);
        askAgainAndAgain();
        identity.setRoles(PROJECT, ALICE, Set.of(Role.SYSADMIN));
        assertEquals(
                Set.of(Role.SYSADMIN, Role.PROJECTMANAGER),
                callers.find(KEY).orElseThrow().caller().roles());
        askAgainAndAgain();
        identity.deleteKey(KEY);
        assertEquals(Optional.empty(), callers.find(KEY));
    }

    private void askAgainAndAgain() {
        Credential first = callers.find(KEY).orElseThrow();
        int before = asked.get();
        for (int i = 0; i < 3; i++) {
            assertSame(first, callers.find(KEY).orElseThrow());
        }
        assertEquals(before, asked.get());
    }

    @Test
    void aNewKeyWorksThoughItWasAskedForBefore() {
        AccessKeyId later = new AccessKeyId("AKIALATER");
        assertEquals(Optional.empty(), callers.find(later));

        identity.createKey(
                new AccessKey(later, ALICE, PROJECT, true, Instant.EPOCH), Secret.of("s2"));

        assertTrue(callers.find(later).isPresent());
    }

    @Test
    void whoLeftTheProjectCannotSignAnyMore() {
        AccessKeyId bobs = new AccessKeyId("AKIABOB");
        identity.setRoles(PROJECT, BOB, Set.of(Role.DEVELOPER));
        identity.createKey(new AccessKey(bobs, BOB, PROJECT, true, Instant.EPOCH), Secret.of("s2"));
        assertEquals(
                Set.of(Role.NETADMIN, Role.DEVELOPER),
                callers.find(bobs).orElseThrow().caller().roles());

        identity.setRoles(PROJECT, BOB, Set.of());

        assertEquals(Optional.empty(), callers.find(bobs));
    }

    @Test
    void goesOnWithWhatItKnewWhileTheDriverFails() {
        Credential first = callers.find(KEY).orElseThrow();
        fate =
                () -> {
                    throw new DriverException(DriverException.Kind.UNREACHABLE, "down");
                };
        clock.advance(Duration.ofSeconds(61));
        assertSame(first, callers.find(KEY).orElseThrow());
        assertSame(first, callers.find(KEY).orElseThrow());
        assertEquals(2, asked.get());
        assertThrows(UnavailableException.class, () -> callers.find(new AccessKeyId("OTHER")));

        clock.advance(Duration.ofSeconds(301));
        assertThrows(UnavailableException.class, () -> callers.find(KEY));

        fate = () -> {};
        assertEquals(first, callers.find(KEY).orElseThrow());
    }

    @Test
    void aRevokedKeyIsNotUsedThoughTheDriverFails() {
        assertTrue(callers.find(KEY).isPresent());
        identity.deleteKey(KEY);
        fate =
                () -> {
                    throw new DriverException(DriverException.Kind.UNREACHABLE, "down");
                };

        assertThrows(UnavailableException.class, () -> callers.find(KEY));
    }

    @Test
    void doesNotWaitForASilentDriverBeyondTheDeadline() {
        callers.close();
        callers =
                new CallerManager(
                        directory, clock, Duration.ofMillis(200), Duration.ofMinutes(5), 100);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        fate =
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw new DriverException(DriverException.Kind.UNREACHABLE, "stopped", e);
                    }
                };

        // More than there are threads: a thread that hung for ever would show.
        for (int i = 0; i < 10; i++) {
            AccessKeyId key = new AccessKeyId("SLOW" + i);
            assertThrows(UnavailableException.class, () -> callers.find(key));
        }

        fate = () -> {};
        assertTrue(callers.find(KEY).isPresent());
        assertTrue(interrupted.get() >= 9);
    }

    @Test
    void manyWhoAskAtOnceAskTheDriverOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        fate =
                () -> {
                    try {
                        assertTrue(gate.await(10, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        var threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Optional<Credential>>> found = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                found.add(threads.submit(() -> callers.find(KEY)));
            }
            gate.countDown();
            Credential one = found.get(0).get(10, TimeUnit.SECONDS).orElseThrow();
            for (Future<Optional<Credential>> each : found) {
                assertSame(one, each.get(10, TimeUnit.SECONDS).orElseThrow());
            }
            assertEquals(1, asked.get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void doesNotKeepWhatChangedWhileItLooked() {
        fate =
                () -> {
                    fate = () -> {};
                    identity.setRoles(PROJECT, ALICE, Set.of(Role.SYSADMIN));
                    directory.tell(listener -> listener.userChanged(ALICE));
                };
        Credential first = callers.find(KEY).orElseThrow();
        assertNotSame(first, callers.find(KEY).orElseThrow());
        assertEquals(2, asked.get());
    }

    @Test
    void theOperatorActsInTheProjectAdminOnceItIsThere() {
        assertThrows(UnavailableException.class, callers::operator);
        ProjectId admin = new ProjectId("000000000009");
        identity.createProject(new Project(admin, "admin", "", ALICE, Instant.EPOCH));

        assertEquals(admin, callers.operator().project());
        assertTrue(callers.operator().has(Role.CLOUDADMIN));
    }

    @Test
    void showsNoSecretAsText() {
        assertFalse(callers.find(KEY).orElseThrow().toString().contains("s1"));
    }

    /** The driver, counted, and with a fate before each look-up of a key. */
    private IdentityDriver watched() {
        return (IdentityDriver)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {IdentityDriver.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("findSigner")) {
                                asked.incrementAndGet();
                                fate.run();
                            }
                            try {
                                return method.invoke(identity, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
