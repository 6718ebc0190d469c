package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.AccessKeyId;
import io.nova.model.IdSource;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UnsupportedException;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.IdentityEditor;
import io.nova.spi.identity.Signer;
import io.nova.testkit.identity.MemoryIdentity;
import io.nova.testkit.state.MutableClock;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

    private static final UserId ADMIN = new UserId("admin");

    @TempDir private Path folder;

    private final MemoryIdentity identity = new MemoryIdentity();
    private final MutableClock clock = new MutableClock();
    private long seed;

    /** What happens to a process that is killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void makesAnAdministratorWithProjectKeyAndFile() throws IOException {
        start(TestDirectory.of(identity));

        User user = identity.findUser(ADMIN).orElseThrow();
        Project project = identity.findProjectByName("admin").orElseThrow();
        assertEquals(Set.of(Role.CLOUDADMIN), user.roles());
        assertEquals(ADMIN, project.manager());
        assertTrue(project.id().value().matches("[1-9][0-9]{11}"));
        assertComplete();
        assertEquals("rwx------", mode(file().getParent()));
    }

    @Test
    void changesNothingAtTheNextStart() throws IOException {
        start(TestDirectory.of(identity));
        String first = Files.readString(file());
        var made = Files.getLastModifiedTime(file());

        start(TestDirectory.of(identity));

        assertEquals(first, Files.readString(file()));
        assertEquals(made, Files.getLastModifiedTime(file()));
        assertEquals(1, identity.listKeys(ADMIN).size());
    }

    @Test
    void isWholeAfterADeathBeforeOrAfterTheFounding() throws IOException {
        for (boolean after : List.of(false, true)) {
            MemoryIdentity fresh = new MemoryIdentity();
            Files.deleteIfExists(file());
            Directory dying = TestDirectory.empty();
            dying.bindDriver(fresh, Map.of());
            dying.bindEditor(killedAtFound(fresh, after), Map.of());
            assertThrows(Killed.class, () -> start(dying));
            assertFalse(Files.exists(file()));

            start(TestDirectory.of(fresh));

            assertComplete(fresh);
            assertEquals(1, fresh.listUsers("", 10).items().size());
            assertEquals(1, fresh.listProjects("", 10).items().size());
        }
    }

    @Test
    void writesTheFileAgainIfItIsMissingHalfOrOpenToOthers() throws IOException {
        start(TestDirectory.of(identity));
        String whole = Files.readString(file());

        Files.delete(file());
        start(TestDirectory.of(identity));
        assertEquals(whole, Files.readString(file()));

        Files.writeString(file(), whole.substring(0, 30));
        start(TestDirectory.of(identity));
        assertEquals(whole, Files.readString(file()));

        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        start(TestDirectory.of(identity));
        assertComplete();
        assertEquals(1, identity.listKeys(ADMIN).size());
    }

    @Test
    void cleansUpADraftOfAProcessThatDiedWritingIt() throws IOException {
        start(TestDirectory.of(identity));
        Files.delete(file());
        Path draft = file().resolveSibling("admin.credentials.new");
        Files.writeString(draft, "access_k");

        start(TestDirectory.of(identity));

        assertComplete();
        assertFalse(Files.exists(draft));
    }

    @Test
    void replacesTheFileOfAnotherCloud() throws IOException {
        start(TestDirectory.of(new MemoryIdentity()));
        String other = Files.readString(file());

        start(TestDirectory.of(identity));

        assertFalse(other.equals(Files.readString(file())));
        assertComplete();
    }

    @Test
    void writesAKeyThatWorksIfTheFirstWasDisabled() throws IOException {
        start(TestDirectory.of(identity));
        AccessKey first = identity.listKeys(ADMIN).get(0);
        AccessKey second =
                new AccessKey(
                        new AccessKeyId("AKIASECOND"),
                        ADMIN,
                        first.project(),
                        true,
                        clock.instant());
        identity.createKey(second, Secret.of("second"));
        identity.enableKey(first.id(), false);

        start(TestDirectory.of(identity));

        assertEquals("AKIASECOND", read().getProperty("access_key"));
    }

    @Test
    void founderAndKeyNeedADirectoryThatCanBeWritten() {
        Directory readOnly = TestDirectory.empty();
        readOnly.bindDriver(identity, Map.of());

        assertThrows(UnsupportedException.class, () -> start(readOnly));
        assertFalse(Files.exists(file()));
    }

    private void start(Directory directory) throws IOException {
        var ids = new IdSource(new SplittableRandom(++seed));
        FirstStart start = new FirstStart(directory, clock, ids, file());
        try {
            start.ensure();
        } finally {
            start.close();
        }
    }

    private void assertComplete() throws IOException {
        assertComplete(identity);
    }

    private void assertComplete(MemoryIdentity of) throws IOException {
        Properties written = read();
        AccessKeyId key = new AccessKeyId(written.getProperty("access_key"));
        Signer signer = of.findSigner(key).orElseThrow();
        assertEquals(signer.secret().revealText(), written.getProperty("secret_key"));
        assertEquals(signer.project().id().value(), written.getProperty("project"));
        assertEquals("rw-------", mode(file()));
        assertEquals(3, written.size());
    }

    private Properties read() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file())) {
            properties.load(in);
        }
        return properties;
    }

    private Path file() {
        return folder.resolve("secrets/admin.credentials");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** An editor whose process dies just before or just after the founding took effect. */
    private static IdentityEditor killedAtFound(MemoryIdentity identity, boolean after) {
        return (IdentityEditor)
                Proxy.newProxyInstance(
                        FirstStartTest.class.getClassLoader(),
                        new Class<?>[] {IdentityEditor.class},
                        (proxy, method, arguments) -> {
                            boolean found = method.getName().equals("found");
                            if (found && !after) {
                                throw new Killed();
                            }
                            Object result = invoke(identity, method, arguments);
                            if (found) {
                                throw new Killed();
                            }
                            return result;
                        });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
