package io.nova.itests.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks as one project. */
final class ApiClient {

    private final SigningClient http;

    ApiClient(URI endpoint, AccessKeyId key, Secret secret) {
        http =
                new SigningClient(
                        new SigV4Signer(key, secret, "nova", "ec2"), endpoint, Clock.systemUTC());
    }

    /** An answer as it came. */
    record Answer(int status, String body) {

        String code() {
            return status == 200 ? "" : text("Code");
        }

        /** Returns the first element of the name. */
        String text(String element) {
            Matcher found =
                    Pattern.compile("<%s>([^<]*)</%s>".formatted(element, element)).matcher(body);
            if (!found.find()) {
                throw new AssertionError("no " + element + " in " + body);
            }
            return found.group(1);
        }

        Answer ok() {
            if (status != 200) {
                throw new AssertionError(status + " " + body);
            }
            return this;
        }
    }

    /** Sends an action with parameters as names and values in turn. */
    Answer call(String action, String... parameters) {
        Map<String, String> form = new TreeMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], parameters[i + 1]);
        }
        return call(action, form);
    }

    /** Sends a body as it is. */
    Answer raw(String body) {
        try {
            return answer(
                    http.send(
                            "POST",
                            "/",
                            List.of(
                                    new Header(
                                            "Content-Type", "application/x-www-form-urlencoded")),
                            body.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), new String(response.body(), UTF_8));
    }

    Answer call(String action, Map<String, String> parameters) {
        Map<String, String> form = new TreeMap<>(parameters);
        form.putIfAbsent("Action", action);
        form.putIfAbsent("Version", "2016-11-15");
        try {
            return answer(http.query(form));
        } catch (IOException e) {
            throw new UncheckedIOException(action, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
