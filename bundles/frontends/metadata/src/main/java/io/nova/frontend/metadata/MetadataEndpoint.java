package io.nova.frontend.metadata;

import io.nova.api.metadata.GuestMetadata;
import io.nova.api.metadata.MetadataService;
import io.nova.frontend.http.Exchange;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.model.CloudException;
import io.nova.model.InvalidParameterException;
import io.nova.model.network.Ipv4;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instance metadata service, versions 1 and 2. A guest is known by the address of its
 * connection and by nothing that it says; whoever has no instance gets 404.
 */
@Component(
        property = {
            HttpEndpoint.NAME + "=metadata",
            HttpEndpoint.CONNECTOR + "=metadata",
            HttpEndpoint.PATH + "=/"
        })
public final class MetadataEndpoint implements HttpEndpoint {

    static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    static final String TOKEN = "X-aws-ec2-metadata-token";

    private static final Logger LOG = LoggerFactory.getLogger(MetadataEndpoint.class);
    private static final String TOKEN_PATH = "/latest/api/token";
    private static final int LONGEST = 21_600;
    private static final Set<String> VERSIONS =
            Set.of(
                    "1.0",
                    "2007-01-19",
                    "2007-03-01",
                    "2007-08-29",
                    "2007-10-10",
                    "2007-12-15",
                    "2008-02-01",
                    "2008-09-01",
                    "2009-04-04",
                    "2011-01-01",
                    "2011-05-01",
                    "2012-01-12",
                    "2014-02-25",
                    "2014-11-05",
                    "2015-10-20",
                    "2016-04-19",
                    "2016-06-30",
                    "2016-09-02",
                    "2018-03-28",
                    "2018-08-17",
                    "2018-09-24",
                    "2019-10-01",
                    "2020-10-27",
                    "2021-01-03",
                    "2021-03-23",
                    "2021-07-15",
                    "2022-07-09",
                    "2022-09-24",
                    "2024-04-11",
                    "latest");

    private final MetadataService metadata;
    private final Tokens tokens;

    @Activate
    public MetadataEndpoint(@Reference MetadataService metadata, @Reference Clock clock) {
        this.metadata = metadata;
        this.tokens = new Tokens(clock);
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        try {
            HopLimit.lift(request);
            response.getHeaders().put(HttpHeader.SERVER, "EC2ws");
            String path = decoded(request.getHttpURI().getPath());
            Optional<GuestMetadata> guest = sender(request, path);
            if (guest.isEmpty()) {
                refuse(response, callback, 404);
                return;
            }
            Exchange.of(request).project(guest.get().project().value());
            if (!guest.get().options().endpoint()) {
                refuse(response, callback, 403);
                return;
            }
            answer(request, response, callback, guest.get(), path);
        } catch (CloudException fault) {
            LOG.info("Metadata cannot be answered now: {}", fault.getMessage());
            refuse(response, callback, 503);
        }
    }

    private void answer(
            Request request,
            Response response,
            Callback callback,
            GuestMetadata guest,
            String path) {
        if (path.endsWith("/user-data")) {
            // A guest may have put anything there.
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        }
        switch (request.getMethod()) {
            case "PUT" -> token(request, response, callback, guest, path);
            case "GET", "HEAD" -> read(request, response, callback, guest, path);
            case "OPTIONS" -> {
                response.getHeaders().put(HttpHeader.ALLOW, allowed(path));
                send(response, callback, 200, text(""));
            }
            default -> refuseMethod(response, callback, path);
        }
    }

    private static String allowed(String path) {
        return path.equals(TOKEN_PATH) ? "OPTIONS, PUT" : "OPTIONS, GET, HEAD";
    }

    private static void refuseMethod(Response response, Callback callback, String path) {
        response.getHeaders().put(HttpHeader.ALLOW, allowed(path));
        refuse(response, callback, 405);
    }

    /** Some clients write the colons of a MAC address as escapes; what is no escape stays. */
    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    /**
     * A proxy inside the guest would hand the token out: a request that came through one gets none.
     */
    private void token(
            Request request,
            Response response,
            Callback callback,
            GuestMetadata guest,
            String path) {
        if (!path.equals(TOKEN_PATH)) {
            refuse(response, callback, 404);
        } else if (request.getHeaders().contains("X-Forwarded-For")) {
            refuse(response, callback, 403);
        } else {
            Optional<Integer> seconds = seconds(request.getHeaders().get(TTL));
            if (seconds.isEmpty()) {
                refuse(response, callback, 400);
                return;
            }
            response.getHeaders().put(TTL, seconds.get());
            HopLimit.limit(request, guest.options().hopLimit());
            send(
                    response,
                    callback,
                    200,
                    text(tokens.issue(guest.instance(), Duration.ofSeconds(seconds.get()))));
        }
    }

    private static Optional<Integer> seconds(@org.jspecify.annotations.Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int seconds = Integer.parseInt(header);
        return seconds < 1 || seconds > LONGEST ? Optional.empty() : Optional.of(seconds);
    }

    private void read(
            Request request,
            Response response,
            Callback callback,
            GuestMetadata guest,
            String path) {
        if (path.equals(TOKEN_PATH)) {
            refuseMethod(response, callback, path);
            return;
        }
        String token = request.getHeaders().get(TOKEN);
        boolean accepted =
                token == null
                        ? !guest.options().tokensRequired()
                        : tokens.accepts(token, guest.instance());
        if (!accepted) {
            refuse(response, callback, 401);
            return;
        }
        Optional<ByteBuffer> found = find(guest, path);
        if (found.isPresent()) {
            send(response, callback, 200, found.get());
        } else {
            refuse(response, callback, 404);
        }
    }

    private static Optional<ByteBuffer> find(GuestMetadata guest, String path) {
        String version = version(path);
        if (version.isEmpty()) {
            return Optional.of(text(String.join("\n", VERSIONS.stream().sorted().toList())));
        }
        return VERSIONS.contains(version) ? guest.content().read() : Optional.empty();
    }

    private static String version(String path) {
        String[] parts = path.split("/", 3);
        return parts.length > 1 ? parts[1] : "";
    }

    /** What is there is the same below each version's name. */
    private static String below(String path) {
        String[] parts = path.split("/", 3);
        return parts.length > 2 && VERSIONS.contains(parts[1]) ? parts[2] : "";
    }

    private Optional<GuestMetadata> sender(Request request, String path) {
        try {
            return metadata.find(new Ipv4(Request.getRemoteAddr(request)), below(path));
        } catch (InvalidParameterException noIpv4) {
            return Optional.empty();
        }
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static void refuse(Response response, Callback callback, int status) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html");
        send(response, callback, status, Page.of(status));
    }

    private static void send(Response response, Callback callback, int status, ByteBuffer body) {
        response.setStatus(status);
        if (!response.getHeaders().contains(HttpHeader.CONTENT_TYPE)) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body, callback);
    }

    @Override
    public void refuse(
            Request request, Response response, Callback callback, int status, String message) {
        send(response, callback, status, text(message));
    }
}
