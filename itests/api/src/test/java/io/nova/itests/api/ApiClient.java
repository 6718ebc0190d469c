package io.nova.itests.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

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
            return texts(element).stream()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + element + " in " + body));
        }

        /** Returns all elements of the name. */
        List<String> texts(String element) {
            return Pattern.compile("<%s>([^<]*)</%s>".formatted(element, element))
                    .matcher(body)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        /** Returns the first element of the name of each item of the answer's list. */
        List<String> ofItems(String element) {
            List<String> found = new ArrayList<>();
            for (Element set : children(document())) {
                children(set).stream()
                        .map(item -> item.getElementsByTagName(element).item(0))
                        .forEach(first -> found.add(first.getTextContent()));
            }
            return found;
        }

        private Element document() {
            try {
                return DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(body.getBytes(UTF_8)))
                        .getDocumentElement();
            } catch (IOException | ParserConfigurationException | SAXException e) {
                throw new AssertionError(body, e);
            }
        }

        private static List<Element> children(Element parent) {
            List<Element> children = new ArrayList<>();
            for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element child) {
                    children.add(child);
                }
            }
            return children;
        }

        /** Returns the answer without what tells one request from another. */
        String withoutId() {
            return body.replaceFirst("<(requestId|RequestID)>[^<]*</\\1>", "");
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

    /** Returns the body of a form. */
    static String form(String action, Map<String, String> parameters) {
        StringBuilder body = new StringBuilder("Action=" + action + "&Version=2016-11-15");
        parameters.forEach((name, value) -> body.append('&').append(pair(name, value)));
        return body.toString();
    }

    /** Returns a parameter as it is written in a form. */
    static String pair(String name, String value) {
        return URLEncoder.encode(name, UTF_8) + '=' + URLEncoder.encode(value, UTF_8);
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
