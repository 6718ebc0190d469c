package io.nova.driver.messaging.rabbitmq;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The broker's users by its management plugin; alone knows that plugin's HTTP. */
final class ManagementApi {

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final String user;
    private final Supplier<Secret> password;
    private final Duration patience;
    private final HttpClient client;

    /**
     * @param password is read at every use
     * @param trust what believes the server's certificate; empty: the Java platform's
     */
    ManagementApi(
            URI base,
            String user,
            Supplier<Secret> password,
            Optional<SSLContext> trust,
            Duration patience) {
        this.base = base;
        this.user = user;
        this.password = password;
        this.patience = patience;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(patience);
        trust.ifPresent(builder::sslContext);
        client = builder.build();
    }

    /** Makes a user, or gives the one that is there this password and no tags. */
    void putUser(String name, String passwordHash) {
        put(
                body(
                        "password_hash", passwordHash,
                        "hashing_algorithm", "rabbit_password_hashing_sha256",
                        "tags", ""),
                "users",
                name);
    }

    void putPermissions(String vhost, String name, Permissions may) {
        put(
                body("configure", may.configure(), "write", may.write(), "read", may.read()),
                "permissions",
                vhost,
                name);
        for (Permissions.Topic topic : may.topics()) {
            put(
                    body(
                            "exchange",
                            topic.exchange(),
                            "write",
                            topic.write(),
                            "read",
                            topic.read()),
                    "topic-permissions",
                    vhost,
                    name);
        }
    }

    /** Removes a user; the broker ends its connections. One that is not there is a success. */
    void deleteUser(String name) {
        HttpResponse<String> answer = send(request("users", name).DELETE());
        if (answer.statusCode() != NOT_FOUND) {
            require(answer);
        }
    }

    private void put(String body, String... path) {
        require(send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body))));
    }

    private HttpRequest.Builder request(String... path) {
        String steps = Arrays.stream(path).map(ManagementApi::step).collect(Collectors.joining());
        return HttpRequest.newBuilder(URI.create(base + "/api" + steps))
                .timeout(patience)
                .header("Authorization", "Basic " + credentials())
                .header("Content-Type", "application/json");
    }

    private static String step(String name) {
        return "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String credentials() {
        try {
            String both = user + ":" + password.get().revealText();
            return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw broken("managementPasswordFile", String.valueOf(e.getMessage()), e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (SSLException e) {
            throw broken("managementUrl", "no TLS with %s (%s)".formatted(base, e.getMessage()), e);
        } catch (IOException e) {
            throw new DriverException(
                    Kind.UNREACHABLE,
                    message(
                            "managementUrl",
                            "%s does not answer (%s); is the plugin rabbitmq_management enabled?"
                                    .formatted(base, Trouble.shortly(e))),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(Kind.BUSY, "interrupted", e);
        }
    }

    private void require(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return;
        }
        if (status == UNAUTHORIZED) {
            throw broken(
                    "managementUser",
                    "%s refuses the user %s, or its password, or it has not the tag administrator"
                            .formatted(base, user),
                    null);
        }
        if (status / 100 == 5) {
            throw new DriverException(
                    Kind.UNREACHABLE,
                    message("managementUrl", "%s answers with %d".formatted(base, status)));
        }
        throw broken(
                "managementUrl",
                "%s answers %d: %s".formatted(base, status, shortened(answer.body())),
                null);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }

    private static DriverException broken(String key, String reason, @Nullable Throwable cause) {
        String text = message(key, reason);
        return cause == null
                ? new DriverException(Kind.BROKEN, text)
                : new DriverException(Kind.BROKEN, text, cause);
    }

    private static String message(String key, String reason) {
        return String.valueOf(Settings.FILE.refusal(key, reason).getMessage());
    }

    /** Returns a JSON object of texts, each key with its value. */
    private static String body(String... pairs) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i += 2) {
            json.append(i == 0 ? "" : ",").append(text(pairs[i])).append(':');
            json.append(text(pairs[i + 1]));
        }
        return json.append('}').toString();
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
