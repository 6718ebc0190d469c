package io.nova.manager.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Credential;
import io.nova.driver.identity.local.LocalIdentity;
import io.nova.model.AccessKeyId;
import io.nova.model.IdSource;
import io.nova.model.UserId;
import io.nova.spi.state.StateStore;
import io.nova.testkit.state.ForgetfulStateStore;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start over the default driver, killed at each of its calls to the store. */
class FirstStartOnLocalDriverTest {

    @TempDir private Path folder;

    private final MutableClock clock = new MutableClock();

    /** What happens to a process that is killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void isWholeWhereverAnEarlierStartDied() throws IOException {
        int deaths = 0;
        boolean died = true;
        for (int call = 1; died; call++) {
            for (boolean after : new boolean[] {false, true}) {
                Path home = folder.resolve(call + "-" + after);
                MemoryStateStore store = new MemoryStateStore(clock);
                died = dies(store, home, call, after);
                deaths += died ? 1 : 0;

                start(store, home, 1000);
                String first = Files.readString(file(home));
                start(store, home, 2000);

                assertEquals(first, Files.readString(file(home)));
                assertSigns(store, home);
            }
        }
        assertTrue(deaths > 10, "died " + deaths + " times");
    }

    @Test
    void leavesTheSecretInItsFileAlone() throws IOException {
        MemoryStateStore store = new MemoryStateStore(clock);
        start(store, folder, 1);
        String secret = read(folder).getProperty("secret_key");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        store.export(archive);

        assertTrue(archive.toString(UTF_8).contains(read(folder).getProperty("access_key")));
        assertFalse(archive.toString(UTF_8).contains(secret));
    }

    @Test
    void anAdministratorWhoWasLostWithTheRecordsIsMadeAgain() throws Exception {
        ForgetfulStateStore store = new ForgetfulStateStore(clock);
        Directory directory = directory(store, folder);
        FirstStart start =
                new FirstStart(
                        directory,
                        clock,
                        new IdSource(new SplittableRandom(7)),
                        (FirstStart.Config)
                                Proxy.newProxyInstance(
                                        FirstStart.Config.class.getClassLoader(),
                                        new Class<?>[] {FirstStart.Config.class},
                                        (proxy, method, arguments) -> file(folder).toString()));
        try {
            awaitAdministrator(directory);
            String first = read(folder).getProperty("access_key");
            store.goBackToNothing();
            awaitAdministrator(directory);
            while (first.equals(read(folder).getProperty("access_key"))) {
                Thread.sleep(10);
            }
            assertSigns(store, folder);
        } finally {
            start.close();
        }
    }

    @Test
    void aKeyThatAnotherControllerDeletedIsUnknownAtOnce() throws IOException {
        MemoryStateStore store = new MemoryStateStore(clock);
        start(store, folder, 1);
        AccessKeyId key = new AccessKeyId(read(folder).getProperty("access_key"));
        CallerManager callers =
                new CallerManager(
                        directory(store, folder),
                        clock,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        10);
        try {
            assertTrue(callers.find(key).isPresent());
            boolean deleted =
                    directory(store, folder)
                            .write(
                                    editor -> {
                                        editor.deleteKey(key);
                                        return true;
                                    });
            assertTrue(deleted);
            assertTrue(callers.find(key).isEmpty(), "it is not remembered");
        } finally {
            callers.close();
        }
    }

    private void awaitAdministrator(Directory directory) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        while (directory.read(driver -> driver.findUser(new UserId("admin"))).isEmpty()
                || !Files.exists(file(folder))) {
            assertTrue(Instant.now().isBefore(end), "nobody was made");
            Thread.sleep(10);
        }
    }

    private boolean dies(StateStore store, Path home, int call, boolean after) throws IOException {
        try {
            start(killedAt(store, call, after), home, call);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void start(StateStore store, Path home, long seed) throws IOException {
        FirstStart start =
                new FirstStart(
                        directory(store, home),
                        clock,
                        new IdSource(new SplittableRandom(seed)),
                        file(home));
        try {
            start.ensure();
        } finally {
            start.close();
        }
    }

    private void assertSigns(StateStore store, Path home) throws IOException {
        CallerManager callers =
                new CallerManager(
                        directory(store, home), clock, Duration.ofSeconds(5), Duration.ZERO, 10);
        try {
            Properties written = read(home);
            Credential credential =
                    callers.find(new AccessKeyId(written.getProperty("access_key"))).orElseThrow();
            assertEquals(new UserId("admin"), credential.caller().user());
            assertEquals(written.getProperty("secret_key"), credential.secret().revealText());
            assertEquals(written.getProperty("project"), credential.caller().project().value());
        } finally {
            callers.close();
        }
    }

    private static Directory directory(StateStore store, Path home) {
        LocalIdentity driver = new LocalIdentity(config(home), store);
        Directory directory = TestDirectory.empty();
        directory.bindDriver(driver, Map.of());
        directory.bindEditor(driver, Map.of());
        directory.bindNews(driver);
        return directory;
    }

    private static LocalIdentity.Config config(Path home) {
        String keyFile = home.resolve("secrets/identity.key").toString();
        return (LocalIdentity.Config)
                Proxy.newProxyInstance(
                        FirstStartOnLocalDriverTest.class.getClassLoader(),
                        new Class<?>[] {LocalIdentity.Config.class},
                        (proxy, method, arguments) -> keyFile);
    }

    /** The store of a process that dies at its so-manieth call, before or after it took effect. */
    private static StateStore killedAt(StateStore store, int fatal, boolean after) {
        AtomicInteger calls = new AtomicInteger();
        return (StateStore)
                Proxy.newProxyInstance(
                        FirstStartOnLocalDriverTest.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            int call = calls.incrementAndGet();
                            if (call >= fatal && !after) {
                                throw new Killed();
                            }
                            try {
                                Object result = method.invoke(store, arguments);
                                if (call >= fatal) {
                                    throw new Killed();
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static Properties read(Path home) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file(home))) {
            properties.load(in);
        }
        return properties;
    }

    private static Path file(Path home) {
        return home.resolve("secrets/admin.credentials");
    }
}
