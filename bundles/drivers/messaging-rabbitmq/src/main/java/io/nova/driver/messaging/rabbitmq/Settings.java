package io.nova.driver.messaging.rabbitmq;

import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.model.setting.SecretFile;
import io.nova.model.setting.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The settings, checked.
 *
 * @param trust what believes the broker's certificate; empty: no TLS
 */
record Settings(
        List<Place> brokers,
        String user,
        Path passwordFile,
        String vhost,
        String prefix,
        HostId host,
        Optional<SSLContext> trust,
        Duration heartbeat,
        Duration connect,
        int queueLength,
        int inFlight,
        Duration drain) {

    static final SettingsFile FILE = SettingsFile.of(RabbitMessageBus.PID);

    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    static Settings of(RabbitMessageBus.Config config) {
        List<Place> brokers = FILE.list("brokers", config::brokers, Place::parse);
        if (brokers.isEmpty()) {
            throw FILE.refusal("brokers", "it names no broker");
        }
        String user = FILE.text("user", config::user, USER, "name of a user");
        String vhost = FILE.text("vhost", config::vhost, USER, "name of a virtual host");
        String prefix = FILE.text("prefix", config::prefix, PREFIX, "prefix in lower case");
        HostId host = FILE.host("host", config::host);
        Duration heartbeat =
                Duration.ofSeconds(
                        FILE.within("heartbeatSeconds", config::heartbeatSeconds, 1, 600));
        Duration connect =
                Duration.ofSeconds(FILE.within("connectSeconds", config::connectSeconds, 1, 600));
        int queueLength = FILE.within("queueLength", config::queueLength, 1, 10_000_000);
        int inFlight = FILE.within("inFlight", config::inFlight, 1, 1_000_000);
        Duration drain = FILE.seconds("drainSeconds", config::drainSeconds, 0);
        // What is in the files comes last: first all that is written here.
        Path password = FILE.path("passwordFile", config::passwordFile);
        Optional<SSLContext> trust = config.tls() ? Optional.of(trust(config)) : Optional.empty();
        FILE.read("passwordFile", password::toString, text -> password(Path.of(text)));
        return new Settings(
                brokers,
                user,
                password,
                vhost,
                prefix,
                host,
                trust,
                heartbeat,
                connect,
                queueLength,
                inFlight,
                drain);
    }

    private static SSLContext trust(RabbitMessageBus.Config config) {
        Optional<Path> authorities = trustFile(config);
        String file = authorities.map(Path::toString).orElse("");
        FILE.read("trustFile", () -> file, text -> Trust.of(authorities));
        return Trust.of(authorities, own(config));
    }

    /** Returns where the trusted authorities are, if they are said. */
    static Optional<Path> trustFile(RabbitMessageBus.Config config) {
        return path("trustFile", config::trustFile);
    }

    static Optional<Path> path(String key, Supplier<String> value) {
        return FILE.read(key, value, text -> text).isEmpty()
                ? Optional.empty()
                : Optional.of(FILE.path(key, value));
    }

    private static Optional<Trust.Own> own(RabbitMessageBus.Config config) {
        Optional<Path> shown = path("certificateFile", config::certificateFile);
        Optional<Path> key = path("certificateKeyFile", config::certificateKeyFile);
        if (shown.isPresent() && key.isEmpty()) {
            throw FILE.refusal("certificateKeyFile", "it is not set, and certificateFile is");
        }
        if (key.isPresent() && shown.isEmpty()) {
            throw FILE.refusal("certificateFile", "it is not set, and certificateKeyFile is");
        }
        if (shown.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        String certificate = shown.get().toString();
        String secret = key.get().toString();
        return Optional.of(
                new Trust.Own(
                        FILE.read(
                                "certificateFile",
                                () -> certificate,
                                text -> Trust.certificates(Path.of(text))),
                        FILE.read(
                                "certificateKeyFile",
                                () -> secret,
                                text -> Trust.key(Path.of(text)))));
    }

    /**
     * Reads the password, which an operator may have replaced since.
     *
     * @throws IllegalArgumentException if the file cannot be used; says why, without what is in it
     */
    Secret password() {
        return password(passwordFile);
    }

    static Secret password(Path path) {
        SecretFile file = new SecretFile(path);
        if (!file.isThere()) {
            throw new IllegalArgumentException(path + " is not there");
        }
        try {
            String text = file.load(() -> "").strip();
            if (text.isEmpty()) {
                throw new IllegalArgumentException(path + " is empty");
            }
            return Secret.of(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot use it: " + e.getMessage(), e);
        }
    }

    /** Returns whether the connection is encrypted. */
    boolean tls() {
        return trust.isPresent();
    }
}
