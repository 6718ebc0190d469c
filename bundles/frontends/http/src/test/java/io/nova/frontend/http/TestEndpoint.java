package io.nova.frontend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An endpoint that does what a test says, and renders errors as {@code refused STATUS}. */
record TestEndpoint(Body body) implements HttpEndpoint {

    /** What the endpoint does with a request. */
    @FunctionalInterface
    interface Body {
        void handle(Request request, Response response, Callback callback) throws Exception;
    }

    /** An endpoint that answers every request with a text. */
    static TestEndpoint saying(String text) {
        return new TestEndpoint((request, response, callback) -> write(response, callback, text));
    }

    static Map<String, Object> at(String connector, String path) {
        return Map.of(NAME, connector, CONNECTOR, connector, PATH, path);
    }

    static void write(Response response, Callback callback, String text) {
        response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
    }

    @Override
    public void handle(Request request, Response response, Callback callback) throws Exception {
        body.handle(request, response, callback);
    }

    @Override
    public void refuse(
            Request request, Response response, Callback callback, int status, String message) {
        response.setStatus(status);
        write(response, callback, "refused " + status + ": " + message);
    }
}
