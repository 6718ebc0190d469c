package io.nova.driver.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A store that answers what a test wants: one answer after the other, the last one for ever. */
final class TroubledServer implements AutoCloseable {

    /** How one request is answered. */
    @FunctionalInterface
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> script = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();

    TroubledServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    TroubledServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    synchronized TroubledServer then(Behaviour behaviour) {
        script.add(behaviour);
        return this;
    }

    TroubledServer then(int status, String body) {
        return then(exchange -> send(exchange, status, body));
    }

    TroubledServer thenFault(int status, String code) {
        return then(
                status,
                "<Error><Code>%s</Code><Message>so it is</Message></Error>".formatted(code));
    }

    /** Returns the requests so far: method and target. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized Behaviour next(HttpExchange exchange) {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        return script.size() > 1 ? script.remove() : script.element();
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        try (exchange) {
            next(exchange).answer(exchange);
        }
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
        if (!none) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
