package io.nova.join;

import io.nova.driver.messaging.rabbitmq.PasswordHash;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.JoinReply;
import io.nova.protocol.JoinRequest;
import io.nova.protocol.JoinToken;
import io.nova.protocol.Joined;
import io.nova.spi.messaging.Address;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes this machine a host of the cloud that its token is of.
 *
 * <p>It may be killed at any instruction and run again with the same token: what the machine chose,
 * its key and its password, is kept before anybody hears of it. Until the cloud has granted it, a
 * machine that was a host before stays that.
 */
public final class Join {

    private static final String DRIVER = "rabbitmq";
    private static final int PASSWORD = 32;

    private final Home home;
    private final Home attempt;
    private final Clock clock;
    private final PrintStream out;

    Join(Home home, Clock clock, PrintStream out) {
        this.home = home;
        this.attempt = home.attempt();
        this.clock = clock;
        this.out = out;
    }

    /**
     * Reads a token from the standard input.
     *
     * @param arguments the folder of secrets and that of settings
     */
    public static void main(String[] arguments) throws Exception {
        String line = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        Home home = new Home(Path.of(arguments[0]), Path.of(arguments[1]));
        try {
            new Join(home, Clock.systemUTC(), System.out).join(line);
        } catch (Refusal e) {
            System.err.println("nova: " + e.reason());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("nova: cannot keep what the cloud gives this machine: " + e);
            System.exit(1);
        }
        System.exit(0);
    }

    void join(String line) throws Refusal, IOException, InterruptedException {
        JoinToken token = parse(line);
        Optional<Membership> known = Membership.of(home).filter(Membership::isComplete);
        if (known.isPresent()) {
            requireSame(known.get(), token);
        }
        Optional<Membership> granted =
                known.filter(one -> one.invitation().equals(token.invitation()));
        Membership membership = granted.isPresent() ? granted.get() : ask(token, begin(token));
        home.clearAttempt();
        tell(token, membership);
        out.println(
                "This machine is the host "
                        + token.host()
                        + " of the cloud "
                        + token.cloud()
                        + ".");
    }

    private static JoinToken parse(String line) throws Refusal {
        try {
            JoinToken token = JoinToken.parse(line);
            if (!token.driver().equals(DRIVER)) {
                throw new Refusal(
                        "the token is of a bus that this release does not know: " + token.driver());
            }
            return token;
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireSame(Membership before, JoinToken token) throws Refusal {
        if (!before.cloud().equals(token.cloud()) || !before.host().equals(token.host())) {
            throw new Refusal(
                    "this machine is the host %s of the cloud %s, and the token is for %s of %s;"
                                    .formatted(
                                            before.host(),
                                            before.cloud(),
                                            token.host(),
                                            token.cloud())
                            + " ./nova clean makes it nobody's");
        }
    }

    /** Returns how far the machine has come with this token. */
    private Membership begin(JoinToken token) throws IOException {
        Optional<Membership> begun = Membership.of(attempt);
        if (begun.isPresent() && begun.get().invitation().equals(token.invitation())) {
            return begun.get();
        }
        // Nothing of another attempt: each token has a key and a password of its own.
        home.clearAttempt();
        Membership fresh =
                new Membership(
                        token.cloud(),
                        token.invitation(),
                        token.host(),
                        String.join(",", token.roles()),
                        "");
        fresh.write(attempt);
        return fresh;
    }

    private Membership ask(JoinToken token, Membership membership)
            throws Refusal, IOException, InterruptedException {
        HostId host = new HostId(token.host());
        OwnKey key = OwnKey.of(attempt);
        Secret password = password();
        Home.write(attempt.newcomerPassword(), token.secret() + "\n");
        Home.write(attempt.newcomerCertificate(), token.certificate() + token.key());
        if (!token.trust().isEmpty()) {
            Home.write(attempt.authorities(), token.trust());
        }
        JoinReply reply;
        try (BusLine line = BusLine.open(newcomer(token))) {
            reply =
                    line.ask(
                            HostProtocol.JOIN,
                            HostProtocol.NEWCOMERS,
                            new JoinRequest(
                                    HostProtocol.FORM,
                                    release(),
                                    token.cloud(),
                                    token.invitation(),
                                    host,
                                    token.secret(),
                                    key.request(host),
                                    PasswordHash.of(password),
                                    clock.millis()));
        } catch (Refusal e) {
            throw explained(e, token);
        } finally {
            Files.deleteIfExists(attempt.newcomerPassword());
            Files.deleteIfExists(attempt.newcomerCertificate());
        }
        if (!reply.refusal().isEmpty()) {
            throw new Refusal(reply.refusal());
        }
        return become(token, membership.as(reply.user()), reply.certificate());
    }

    /**
     * What the machine was before ends here: the cloud knows its new key alone from now on. Copied,
     * so that whoever is killed in the midst asks again with the same key.
     */
    private Membership become(JoinToken token, Membership member, String certificate)
            throws IOException {
        Home.write(home.key(), Files.readString(attempt.key()));
        Home.write(home.password(), Files.readString(attempt.password()));
        if (!token.trust().isEmpty()) {
            Home.write(home.authorities(), token.trust());
        }
        Home.write(home.certificate(), certificate);
        Home.write(home.busSettings(), lines(member(token, member)));
        member.write(home);
        return member;
    }

    private static String release() {
        return Optional.ofNullable(Join.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    /** A broker knows no token: it knows a user, or it does not. */
    private Refusal explained(Refusal met, JoinToken token) {
        if (!met.reason().contains("refuses the user " + token.user())) {
            return met;
        }
        return new Refusal(
                "the token is not good any longer: it was used, withdrawn or replaced by another, or it"
                        + " expired at %s (it is %s here); make another with nova:host-invite"
                                .formatted(
                                        token.expires(),
                                        clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                met);
    }

    private Secret password() throws IOException {
        Optional<String> known = Home.read(attempt.password());
        if (known.isPresent()) {
            return Secret.of(known.get().strip());
        }
        byte[] random = new byte[PASSWORD];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random);
        Home.write(attempt.password(), text + "\n");
        return Secret.of(text);
    }

    private Map<String, String> newcomer(JoinToken token) {
        Map<String, String> settings = place(token, attempt);
        settings.put("user", token.user());
        settings.put("host", token.invitation());
        settings.put("passwordFile", attempt.newcomerPassword().toString());
        settings.put("certificateFile", attempt.newcomerCertificate().toString());
        settings.put("certificateKeyFile", attempt.newcomerCertificate().toString());
        return settings;
    }

    private Map<String, String> member(JoinToken token, Membership member) {
        Map<String, String> settings = place(token, home);
        settings.put("user", member.user());
        settings.put("host", member.host());
        settings.put("passwordFile", home.password().toString());
        settings.put("certificateFile", home.certificate().toString());
        settings.put("certificateKeyFile", home.key().toString());
        return settings;
    }

    private static Map<String, String> place(JoinToken token, Home in) {
        Map<String, String> settings = new TreeMap<>(token.settings());
        if (!token.trust().isEmpty()) {
            settings.put("trustFile", in.authorities().toString());
        }
        return settings;
    }

    private static String lines(Map<String, String> settings) {
        StringBuilder text = new StringBuilder("# Written by nova join.\n");
        settings.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /**
     * Proves that the machine reaches the bus as itself, and so ends what the token is good for.
     */
    private void tell(JoinToken token, Membership member) throws Refusal, InterruptedException {
        try (BusLine line = BusLine.open(member(token, member))) {
            line.ask(
                    HostProtocol.JOINED,
                    Address.role(HostProtocol.MANAGERS),
                    new Joined(new HostId(member.host()), member.invitation()));
        }
    }
}
