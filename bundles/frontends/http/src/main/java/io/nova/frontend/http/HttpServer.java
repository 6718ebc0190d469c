package io.nova.frontend.http;

import io.nova.model.HostRole;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server; what OSGi adds to it is in {@code HttpFrontEnd}.
 *
 * <p>Starts in the constructor. All methods may be called from any thread.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** How long a request's line may wait, so that many go to the log together. */
    private static final long LOG_MILLIS = 50;

    private final Settings settings;
    private final Router router;
    private final OperatorPages pages;
    private final Server server;
    private final Listeners listeners;
    private final SlowHeads slowHeads;
    private final AccessLog log = new AccessLog();
    private final Dispatcher dispatcher;
    private final ScheduledThreadPoolExecutor housekeeping;

    /**
     * @throws IllegalStateException if Jetty does not start; an address that is taken is no reason
     *     for that, it is reported by the health page and tried again
     */
    public HttpServer(Settings settings) {
        this.settings = settings;
        this.router = new Router(settings.expected());
        this.slowHeads = new SlowHeads(settings.headerTimeout().toNanos());
        this.server = new Server(threads("http"));
        // Who uploads slowly holds a thread: calls of EC2 and guests' questions shall not wait.
        QueuedThreadPool uploads = threads("http-s3");
        server.addBean(uploads);
        Inside inside = new Inside();
        this.listeners = new Listeners(server, uploads, settings, slowHeads, inside);
        this.pages = new OperatorPages(this::problems);
        RequestMetrics metrics = new RequestMetrics();
        this.dispatcher =
                new Dispatcher(
                        settings,
                        router,
                        pages,
                        metrics,
                        slowHeads,
                        log,
                        inside,
                        listeners::isGateway);
        this.housekeeping =
                new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "http-housekeeping"));
        pages.add(this::collect);
        start();
    }

    private QueuedThreadPool threads(String name) {
        QueuedThreadPool threads =
                new QueuedThreadPool(settings.maxThreads(), Math.min(8, settings.maxThreads()));
        threads.setName(name);
        return threads;
    }

    private void start() {
        server.setHandler(new GracefulHandler(dispatcher));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(settings.drainLimit().toMillis());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not start", e);
        }
        listeners.reconcile();
        // Never looked at: a tick reports its own failures and the next one comes anyway.
        var unused =
                housekeeping.scheduleWithFixedDelay(this::tick, 500, 500, TimeUnit.MILLISECONDS);
        unused =
                housekeeping.scheduleWithFixedDelay(
                        this::writeLog, LOG_MILLIS, LOG_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            dispatcher.expireParked();
            slowHeads.sweep();
            listeners.reconcile();
        } catch (RuntimeException e) {
            LOG.error("housekeeping of the HTTP server failed; it goes on", e);
        }
    }

    private void writeLog() {
        try {
            log.flush();
        } catch (RuntimeException e) {
            LOG.error("the access log cannot be written; the server goes on", e);
        }
    }

    /** Adds an endpoint with the service properties of {@link HttpEndpoint}. */
    public void add(HttpEndpoint endpoint, Map<String, ?> properties) {
        router.add(new EndpointSlot(endpoint, properties));
        dispatcher.unpark();
    }

    /** Takes an endpoint away; returns when its requests are complete, or the drain limit is up. */
    public void remove(HttpEndpoint endpoint) {
        for (EndpointSlot slot : router.slots()) {
            if (slot.endpoint() == endpoint) {
                router.remove(slot);
                if (!slot.drain(settings.drainLimit())) {
                    LOG.warn("{} goes with {} requests unfinished", slot, slot.inside());
                }
            }
        }
    }

    /**
     * Serves what belongs to these roles alone, the sockets of the others are closed; returns when
     * the requests that came by them are answered, or the drain limit is up. Told nothing, the
     * server serves all roles.
     */
    public void serve(Set<HostRole> roles) {
        Set<String> names = Served.by(roles);
        Set<String> expected = new HashSet<>(settings.expected());
        expected.removeIf(endpoint -> Served.isLeft(endpoint, names));
        router.expect(expected);
        listeners.serve(names, settings.drainLimit());
        dispatcher.unpark();
    }

    /**
     * Answers guests at these gateways, by their addresses with ports, instead of the settings'.
     */
    public void serveGateways(Map<InetAddress, Integer> ports) {
        listeners.serveGateways(ports);
    }

    /** Adds a health check under a name. */
    public void add(HealthCheck check, String name) {
        pages.add(check, name);
    }

    /** Takes a health check away. */
    public void remove(HealthCheck check) {
        pages.remove(check);
    }

    /** Adds a source of metrics. */
    public void add(MetricSource source) {
        pages.add(source);
    }

    /** Takes a source of metrics away. */
    public void remove(MetricSource source) {
        pages.remove(source);
    }

    /**
     * Returns the port of {@code ec2}, {@code s3} or {@code metadata}; -1 if it listens nowhere.
     */
    public int port(String connector) {
        return listeners.port(connector);
    }

    /** Returns the address of a connector for a client on this machine. */
    public URI uri(String connector) {
        return URI.create("http://127.0.0.1:" + port(connector));
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(listeners.problems());
        router.missing().forEach(name -> problems.add("endpoint " + name));
        return problems;
    }

    private void collect(MetricSink sink) {
        sink.gauge("nova_http_connections", "Open connections", Map.of(), slowHeads.open());
        sink.gauge(
                "nova_http_requests_parked",
                "Requests that wait for an endpoint",
                Map.of(),
                dispatcher.parked());
    }

    /** Finishes the requests inside, within the drain limit, and closes all sockets. */
    @Override
    public void close() {
        housekeeping.shutdownNow();
        dispatcher.refuseParked();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP server did not stop cleanly", e);
        }
        writeLog();
    }
}
