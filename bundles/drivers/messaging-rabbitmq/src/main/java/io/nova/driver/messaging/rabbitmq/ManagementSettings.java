package io.nova.driver.messaging.rabbitmq;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads where the broker's users are made. */
final class ManagementSettings {

    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}:]{0,128}");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final String MISSING = "it is not set, and managementUrl is";

    private ManagementSettings() {}

    /**
     * @return empty if the file says that users are made elsewhere
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    static Optional<ManagementApi> api(RabbitMessageBus.Config config, Settings settings) {
        String user =
                Settings.FILE.text(
                        "managementUser", config::managementUser, USER, "name of a user");
        Optional<Path> password =
                Settings.path("managementPasswordFile", config::managementPasswordFile);
        if (Settings.FILE.read("managementUrl", config::managementUrl, text -> text).isEmpty()) {
            return Optional.empty();
        }
        URI url =
                Settings.FILE.read(
                        "managementUrl", config::managementUrl, ManagementSettings::parse);
        if (user.isEmpty()) {
            throw Settings.FILE.refusal("managementUser", MISSING);
        }
        Path file =
                password.orElseThrow(
                        () -> Settings.FILE.refusal("managementPasswordFile", MISSING));
        return Optional.of(
                new ManagementApi(
                        url,
                        user,
                        () -> Settings.password(file),
                        settings.trust(),
                        settings.connect()));
    }

    private static URI parse(String text) {
        URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean isPlain = "http".equals(url.getScheme());
        boolean isWeb = isPlain || "https".equals(url.getScheme());
        if (!isWeb
                || url.getHost() == null
                || url.getUserInfo() != null
                || url.getQuery() != null) {
            throw new IllegalArgumentException(
                    "'%s' is no address such as https://rabbit1:15671".formatted(text));
        }
        if (isPlain && !THIS_MACHINE.contains(url.getHost())) {
            throw new IllegalArgumentException(
                    "'%s' would send a password unencrypted; it has to be https".formatted(text));
        }
        return url;
    }
}
