package io.nova.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.protocol.JoinToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine makes of a token before it asks anybody; itests/wire has it ask. */
class JoinTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path folder;
    private Home home = new Home(Path.of("none"), Path.of("none"));

    @BeforeEach
    void settle() {
        home = new Home(folder.resolve("secrets"), folder.resolve("etc"));
    }

    private static JoinToken token(String cloud, String invitation, String host, String brokers) {
        return new JoinToken(
                cloud,
                invitation,
                host,
                List.of("compute"),
                NOW,
                "nova.newcomer." + invitation,
                "canary",
                "rabbitmq",
                Map.of("brokers", brokers),
                "",
                "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
                "key");
    }

    private String refusal(String line) {
        Join join =
                new Join(
                        home,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
        return assertThrows(Refusal.class, () -> join.join(line)).reason();
    }

    @Test
    void whatIsNoTokenChangesNothing() {
        assertTrue(refusal("nova-join-1.abc.00000000").contains("damaged"));
        assertFalse(Files.exists(folder.resolve("secrets")));
    }

    @Test
    void aTokenOfABusThatIsNotKnownIsRefused() {
        JoinToken good = token("c1", "a1", "h7", "localhost");
        JoinToken other =
                new JoinToken(
                        good.cloud(),
                        good.invitation(),
                        good.host(),
                        good.roles(),
                        good.expires(),
                        good.user(),
                        good.secret(),
                        "pigeons",
                        good.settings(),
                        "",
                        "",
                        "");
        assertTrue(refusal(other.line()).endsWith("does not know: pigeons"));
    }

    @Test
    void aHostOfAnotherCloudStaysThat() throws Exception {
        Membership before = new Membership("c1", "a1", "h7", "compute", "nova.host.h7");
        before.write(home);
        String said = refusal(token("c2", "a2", "h7", "localhost").line());
        assertEquals(
                "this machine is the host h7 of the cloud c1, and the token is for h7 of c2;"
                        + " ./nova clean makes it nobody's",
                said);
        assertEquals(Optional.of(before), Membership.of(home));
        assertTrue(refusal(token("c1", "a2", "h8", "localhost").line()).contains("h8 of c1"));
    }

    /** It may be killed there and begin anew: nobody is told another key or password then. */
    @Test
    void whatTheMachineChoseIsKeptForTheNextAttempt() throws Exception {
        String line = token("c1", "a1", "h7", "localhost").line();
        Files.createDirectories(home.secrets());
        assertTrue(refusal(line).contains("key "));
        String key = Files.readString(home.attempt().key());
        String password = Files.readString(home.attempt().password());
        assertTrue(refusal(line).contains("key "));
        assertEquals(key, Files.readString(home.attempt().key()));
        assertEquals(password, Files.readString(home.attempt().password()));
        assertEquals(
                Optional.of(new Membership("c1", "a1", "h7", "compute", "")),
                Membership.of(home.attempt()));
        for (Path file :
                List.of(
                        home.attempt().key(),
                        home.attempt().password(),
                        home.attempt().membership())) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        // Another token begins afresh.
        assertTrue(refusal(token("c1", "a2", "h7", "localhost").line()).contains("key "));
        assertFalse(Files.readString(home.attempt().key()).equals(key));
    }

    @Test
    void aHostWhoseNewTokenIsRefusedStaysWhatItWas() throws Exception {
        Membership before = new Membership("c1", "a1", "h7", "compute", "nova.host.h7");
        before.write(home);
        OwnKey key = OwnKey.of(home);
        Home.write(home.password(), "old");
        assertTrue(refusal(token("c1", "a2", "h7", "localhost").line()).contains("key "));
        assertEquals(Optional.of(before), Membership.of(home));
        assertEquals(key.pair().getPublic(), OwnKey.of(home).pair().getPublic());
        assertEquals("old", Files.readString(home.password()));
    }

    @Test
    void aKeyIsReadAsItWasWritten() throws IOException {
        OwnKey made = OwnKey.of(home);
        OwnKey read = OwnKey.of(home);
        assertEquals(made.pair().getPublic(), read.pair().getPublic());
        assertTrue(read.request(new HostId("h7")).startsWith("-----BEGIN CERTIFICATE REQUEST"));
        assertFalse(made.toString().contains("="));
    }
}
