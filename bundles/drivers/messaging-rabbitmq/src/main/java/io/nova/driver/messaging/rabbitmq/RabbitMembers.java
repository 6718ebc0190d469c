package io.nova.driver.messaging.rabbitmq;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.spi.messaging.BusPlace;
import io.nova.spi.messaging.MemberAccess;
import io.nova.spi.messaging.MessageBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Makes and removes the users of hosts that join and leave, on whichever machine the broker is. */
@Component(
        configurationPid = RabbitMessageBus.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = MessageBus.DRIVER_NAME + "=rabbitmq")
public final class RabbitMembers implements MemberAccess {

    private final Settings settings;
    private final Optional<Path> trustFile;
    private final Optional<ManagementApi> api;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public RabbitMembers(RabbitMessageBus.Config config) {
        settings = Settings.of(config);
        trustFile = Settings.trustFile(config);
        api = ManagementSettings.api(config, settings);
    }

    @Override
    public BusPlace place() {
        return new BusPlace(
                "rabbitmq",
                Map.of(
                        "brokers",
                        settings.brokers().stream()
                                .map(place -> place.text(settings.tls()))
                                .collect(Collectors.joining(", ")),
                        "vhost",
                        settings.vhost(),
                        "prefix",
                        settings.prefix(),
                        "tls",
                        Boolean.toString(settings.tls())),
                trust());
    }

    private String trust() {
        if (trustFile.isEmpty() || !settings.tls()) {
            return "";
        }
        try {
            return Files.readString(trustFile.get());
        } catch (IOException e) {
            throw broken("trustFile", "cannot read " + trustFile.get(), e);
        }
    }

    @Override
    public String invite(String id, Secret password) {
        String user = newcomer(id);
        api().putUser(user, PasswordHash.of(password));
        api().putPermissions(
                        settings.vhost(),
                        user,
                        Permissions.ofNewcomer(settings.prefix(), new HostId(id)));
        return user;
    }

    @Override
    public void withdraw(String id) {
        api().deleteUser(newcomer(id));
    }

    @Override
    public String admit(HostId host, String credential) {
        if (!PasswordHash.isOne(credential)) {
            throw new DriverException(
                    DriverException.Kind.BROKEN,
                    "the credential of %s is no hash of a password".formatted(host));
        }
        String user = member(host);
        // A new password alone would leave the connections of the old one.
        api().deleteUser(user);
        api().putUser(user, credential);
        api().putPermissions(settings.vhost(), user, Permissions.ofHost(settings.prefix(), host));
        return user;
    }

    @Override
    public void expel(HostId host) {
        api().deleteUser(member(host));
    }

    /** A prefix has no dot: so users of two clouds on one broker have two names. */
    private String newcomer(String id) {
        return settings.prefix() + ".newcomer." + id;
    }

    private String member(HostId host) {
        return settings.prefix() + Trouble.MEMBER + host;
    }

    private ManagementApi api() {
        return api.orElseThrow(
                () ->
                        broken(
                                "managementUrl",
                                "it is not set, so no users can be made here; see docs/operating.md,"
                                        + " \"Many machines\"",
                                null));
    }

    private static DriverException broken(String key, String reason, @Nullable Exception cause) {
        String text = String.valueOf(Settings.FILE.refusal(key, reason).getMessage());
        return cause == null
                ? new DriverException(DriverException.Kind.BROKEN, text)
                : new DriverException(DriverException.Kind.BROKEN, text, cause);
    }
}
