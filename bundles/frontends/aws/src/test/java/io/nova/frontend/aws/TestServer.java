package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.api.objectstore.Anonymous;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.InvalidParameterException;
import io.nova.sigv4.PayloadHash;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A server that says who asked and what arrived, or why it does not say.
 *
 * <p>On {@code ec2}: {@code user name=value …}. On {@code s3}: {@code user length sha256}. For a
 * refused request the reason, for a refused body the kind of its fault.
 */
final class TestServer implements AutoCloseable {

    private final HttpServer server = new HttpServer(Settings.forTests());
    private final AwsAuthenticator authenticator;

    TestServer(TestKeys keys, Clock clock) {
        this(new SignatureAuthenticator(keys, clock));
    }

    TestServer(TestKeys keys, Clock clock, boolean two, boolean sha1, boolean unsigned) {
        this(new SignatureAuthenticator(keys, clock, Duration.ofMinutes(15), two, sha1, unsigned));
    }

    private TestServer(AwsAuthenticator authenticator) {
        this.authenticator = authenticator;
        server.add(endpoint(this::query), Map.of("http.connector", "ec2"));
        server.add(
                endpoint(this::object), Map.of("http.connector", "s3", "http.max.body.bytes", -1L));
    }

    URI uri(String connector) {
        return server.uri(connector);
    }

    private String query(Request request) {
        AuthenticatedQuery query = authenticator.query(request);
        return query.caller().user()
                + " "
                + query.parameters().stream()
                        .map(parameter -> parameter.name() + "=" + parameter.value())
                        .collect(Collectors.joining(" "));
    }

    private String object(Request request) throws IOException {
        AuthenticatedStream stream =
                request.getHttpURI().getPath().startsWith("/public")
                        ? authenticator.object(request, "", Anonymous.CALLER)
                        : authenticator.object(request, "");
        return read(stream.caller().user().toString(), stream.request());
    }

    private static String read(String who, Request request) throws IOException {
        byte[] body = Request.asInputStream(request).readAllBytes();
        return "%s %d %s %s"
                .formatted(
                        who,
                        body.length,
                        PayloadHash.of(body).substring(0, 8),
                        request.getHeaders().get("Content-Encoding"));
    }

    /** What the server answers to a request. */
    @FunctionalInterface
    private interface Answer {
        String to(Request request) throws IOException;
    }

    private static HttpEndpoint endpoint(Answer answer) {
        return new HttpEndpoint() {
            @Override
            public void handle(Request request, Response response, Callback callback)
                    throws IOException {
                String text;
                try {
                    text = answer.to(request);
                } catch (AuthenticationFailedException e) {
                    response.setStatus(403);
                    text = e.reason().name();
                } catch (InvalidParameterException e) {
                    response.setStatus(400);
                    text = "INVALID " + e.problem();
                } catch (BodyFaultException e) {
                    response.setStatus(e.getCode());
                    text = "body " + e.kind();
                }
                response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
            }

            @Override
            public void refuse(
                    Request request,
                    Response response,
                    Callback callback,
                    int status,
                    String message) {
                response.setStatus(status);
                response.write(true, ByteBuffer.wrap(message.getBytes(UTF_8)), callback);
            }
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
