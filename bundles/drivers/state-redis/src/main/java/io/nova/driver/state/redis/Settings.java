package io.nova.driver.state.redis;

import io.nova.model.Secret;
import io.nova.model.setting.SettingsFile;
import io.nova.model.setting.TrustFile;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * The configuration, checked.
 *
 * @param passwordKey the key that the password came from, or would have to be at
 * @param tls what is believed, if connections are encrypted
 */
record Settings(
        Mode mode,
        List<HostAndPort> servers,
        String sentinelMaster,
        Optional<Secret> sentinelPassword,
        String cell,
        String user,
        Optional<Secret> password,
        String passwordKey,
        Optional<SSLContext> tls,
        int connectMillis,
        int callMillis,
        int connections,
        int replicas,
        int replicaMillis,
        int changesKept,
        Duration start) {

    static final SettingsFile FILE = SettingsFile.of(RedisStateStore.PID);

    /** What answers at the addresses. */
    enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER;

        static Mode of(String text) {
            return switch (text) {
                case "standalone" -> STANDALONE;
                case "sentinel" -> SENTINEL;
                case "cluster" -> CLUSTER;
                default ->
                        throw new IllegalArgumentException(
                                "'" + text + "' is none of standalone, sentinel, cluster");
            };
        }
    }

    private static final Pattern CELL = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,64}");
    private static final int MAX_MILLIS = 600_000;

    static Settings of(RedisStateStore.Config config) {
        Mode mode = FILE.read("mode", config::mode, Mode::of);
        List<HostAndPort> servers = FILE.list("servers", config::servers, Settings::server);
        if (servers.isEmpty()) {
            throw FILE.refusal("servers", "it is not set");
        }
        if (mode == Mode.STANDALONE && servers.size() > 1) {
            throw FILE.refusal("servers", "a server that stands alone has one address");
        }
        Optional<Secret> given = FILE.read("password", config::password, Settings::password);
        Optional<Secret> read = passwordFile("passwordFile", config::passwordFile);
        if (given.isPresent() && read.isPresent()) {
            throw FILE.refusal("passwordFile", "there is a password as well");
        }
        Optional<SSLContext> trust =
                path("trustFile", config::trustFile).map(file -> trust(file, config.tls()));
        Settings settings =
                new Settings(
                        mode,
                        servers,
                        FILE.text("sentinelMaster", config::sentinelMaster, NAME, "name"),
                        passwordFile("sentinelPasswordFile", config::sentinelPasswordFile),
                        FILE.text("cell", config::cell, CELL, "name of a cell"),
                        FILE.text("user", config::user, NAME, "user's name"),
                        given.or(() -> read),
                        given.isPresent() ? "password" : "passwordFile",
                        config.tls() ? Optional.of(trust.orElseGet(Settings::platform)) : trust,
                        FILE.within("connectMillis", config::connectMillis, 1, MAX_MILLIS),
                        FILE.within("callMillis", config::callMillis, 500, MAX_MILLIS),
                        FILE.within("connections", config::connections, 1, 1000),
                        FILE.within("replicas", config::replicas, 0, 100),
                        FILE.within("replicaMillis", config::replicaMillis, 1, MAX_MILLIS),
                        FILE.within("changesKept", config::changesKept, 1, 10_000_000),
                        Duration.ofSeconds(
                                FILE.within("startSeconds", config::startSeconds, 0, 3600)));
        if (settings.replicas > 0 && settings.replicaMillis >= settings.callMillis) {
            throw FILE.refusal("replicaMillis", "it is not less than callMillis");
        }
        return settings;
    }

    private static HostAndPort server(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
        String port = text.substring(colon + 1);
        if (host.isEmpty() || host.matches(".*[\\s/@].*") || !port.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("'" + text + "' is no host with a port");
        }
        if (Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' has no port below 65536");
        }
        return new HostAndPort(host, Integer.parseInt(port));
    }

    /** The message never shows it. */
    private static Optional<Secret> password(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("it has control characters");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(text));
    }

    private static Optional<Path> path(String key, Supplier<@Nullable String> value) {
        String text = FILE.read(key, value, whole -> whole);
        return text.isEmpty() ? Optional.empty() : Optional.of(FILE.path(key, value));
    }

    private static Optional<Secret> passwordFile(String key, Supplier<@Nullable String> value) {
        return path(key, value)
                .map(file -> FILE.read(key, file::toString, text -> PasswordFile.read(file)));
    }

    private static SSLContext trust(Path file, boolean tls) {
        if (!tls) {
            throw FILE.refusal("trustFile", "there is nothing to trust without tls");
        }
        return FILE.read("trustFile", file::toString, text -> TrustFile.read(file));
    }

    private static SSLContext platform() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw FILE.refusal("tls", "this Java has no TLS", e);
        }
    }
}
