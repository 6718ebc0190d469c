package io.nova.driver.messaging.rabbitmq;

import io.nova.model.HostId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Settings as tests need them. */
final class SettingsFor {

    private Place broker;
    private String vhost = "/";
    private String user = Broker.USER;
    private Path passwordFile = Path.of("/none");
    private String prefix = "nova";
    private String host = "h1";
    private Optional<SSLContext> trust = Optional.empty();
    private int queueLength = 10_000;
    private int inFlight = 500;

    private SettingsFor(Place broker) {
        this.broker = broker;
    }

    static SettingsFor broker(String place) {
        return new SettingsFor(Place.parse(place));
    }

    SettingsFor at(String place) {
        broker = Place.parse(place);
        return this;
    }

    SettingsFor vhost(String value) {
        vhost = value;
        return this;
    }

    SettingsFor user(String value) {
        user = value;
        return this;
    }

    SettingsFor passwordFile(Path value) {
        passwordFile = value;
        return this;
    }

    SettingsFor prefix(String value) {
        prefix = value;
        return this;
    }

    SettingsFor host(String value) {
        host = value;
        return this;
    }

    SettingsFor trust(SSLContext value) {
        trust = Optional.of(value);
        return this;
    }

    SettingsFor queueLength(int value) {
        queueLength = value;
        return this;
    }

    SettingsFor inFlight(int value) {
        inFlight = value;
        return this;
    }

    Settings build() {
        return new Settings(
                List.of(broker),
                user,
                passwordFile,
                vhost,
                prefix,
                new HostId(host),
                trust,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                queueLength,
                inFlight,
                Duration.ofMillis(200));
    }
}
