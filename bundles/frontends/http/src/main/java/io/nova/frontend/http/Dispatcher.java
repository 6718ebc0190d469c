package io.nova.frontend.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Gives each request its id, finds its endpoint, and sees it to its end. */
final class Dispatcher extends Handler.Abstract {

    /** How often to look before a path counts as nobody's. */
    private static final int LOOKS = 4;

    /** Methods of proxies and of debugging, which no endpoint should have to think of. */
    private static final Set<String> REFUSED = Set.of("CONNECT", "TRACE");

    private final Settings settings;
    private final Router router;
    private final OperatorPages pages;
    private final RequestMetrics metrics;
    private final SlowHeads slowHeads;
    private final AccessLog log;
    private final Inside inside;
    private final Parking parking;
    private final Predicate<InetAddress> isGateway;
    private final RequestIds ids = new RequestIds();
    private final AtomicLong held = new AtomicLong();

    Dispatcher(
            Settings settings,
            Router router,
            OperatorPages pages,
            RequestMetrics metrics,
            SlowHeads slowHeads,
            AccessLog log,
            Inside inside,
            Predicate<InetAddress> isGateway) {
        this.isGateway = isGateway;
        this.settings = settings;
        this.router = router;
        this.pages = pages;
        this.metrics = metrics;
        this.slowHeads = slowHeads;
        this.log = log;
        this.inside = inside;
        this.parking = new Parking(settings.endpointWait().toNanos());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        InetSocketAddress remote =
                address(request.getConnectionMetaData().getRemoteSocketAddress());
        Exchange exchange = Exchange.begin(request, ids.next(), connector(request));
        Connection connection = request.getConnectionMetaData().getConnection();
        Connector socket = request.getConnectionMetaData().getConnector();
        metrics.begin();
        inside.enter(socket);
        slowHeads.begin(connection);
        if (inside.isClosing(socket)) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Request.addCompletionListener(
                request,
                failure -> {
                    slowHeads.end(connection);
                    inside.leave(socket);
                    long elapsed = System.nanoTime() - exchange.begin();
                    metrics.end(exchange.endpoint(), response.getStatus(), elapsed);
                    log.write(exchange, request, response, remote.getHostString());
                });
        String path = request.getHttpURI().getPath();
        if (path == null || !path.startsWith("/") || REFUSED.contains(request.getMethod())) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            PlainErrors.write(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (isOperators(exchange, remote, path)) {
            exchange.endpoint("operator");
            if (path.equals(OperatorPages.HEALTH)) {
                pages.health(response, callback);
            } else {
                pages.metrics(response, callback, metrics);
            }
        } else {
            dispatch(request, response, callback, exchange);
        }
        return true;
    }

    /** Only for this machine's own tools: to all others these paths are like any other. */
    private static boolean isOperators(Exchange exchange, InetSocketAddress remote, String path) {
        return (path.equals(OperatorPages.HEALTH) || path.equals(OperatorPages.METRICS))
                && exchange.connector().equals(Listeners.EC2)
                && remote.getAddress() != null
                && remote.getAddress().isLoopbackAddress();
    }

    private void dispatch(
            Request request, Response response, Callback callback, Exchange exchange) {
        String path = request.getHttpURI().getPath();
        Optional<EndpointSlot> slot = router.enter(exchange.connector(), path);
        boolean awaited = slot.isEmpty() && !router.missing().isEmpty();
        for (int look = 1; look < LOOKS && slot.isEmpty() && !awaited; look++) {
            // The endpoint may have come between the two looks, and nothing be missing since.
            slot = router.enter(exchange.connector(), path);
            awaited = slot.isEmpty() && !router.missing().isEmpty();
        }
        if (slot.isPresent()) {
            call(slot.get(), request, response, callback, exchange);
        } else if (!awaited) {
            PlainErrors.write(response, callback, HttpStatus.NOT_FOUND_404);
        } else if (!parking.park(request, response, callback)) {
            PlainErrors.write(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        } else if (router.enter(exchange.connector(), path).map(Dispatcher::leave).isPresent()) {
            // The endpoint came between the look and the parking: nobody else would notice.
            unpark();
        }
    }

    private static EndpointSlot leave(EndpointSlot slot) {
        slot.leave();
        return slot;
    }

    private void call(
            EndpointSlot slot,
            Request request,
            Response response,
            Callback callback,
            Exchange exchange) {
        exchange.endpoint(slot.name());
        Request guarded = new BodyGuard(request, slot.maxBody(), settings.minBodyRate());
        Completion completion = new Completion(slot, guarded, response, callback, exchange);
        if (slot.maxBody() < 0) {
            handle(slot, guarded, response, completion, exchange);
        } else if (request.getLength() > slot.maxBody()) {
            completion.refuse(HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is too large");
        } else {
            WholeBody.collect(
                    held,
                    guarded,
                    whole -> handle(slot, whole, response, completion, exchange),
                    completion::failed);
        }
    }

    private static void handle(
            EndpointSlot slot,
            Request request,
            Response response,
            Completion completion,
            Exchange exchange) {
        MDC.put(Exchange.MDC_REQUEST_ID, exchange.requestId());
        try {
            slot.endpoint().handle(request, response, completion);
        } catch (Throwable e) {
            completion.failed(e);
        } finally {
            MDC.remove(Exchange.MDC_REQUEST_ID);
        }
    }

    /** Tries again those that waited for an endpoint, each on threads of its own connector. */
    void unpark() {
        for (Parking.Parked parked : parking.all()) {
            Request request = parked.request();
            request.getConnectionMetaData()
                    .getConnector()
                    .getExecutor()
                    .execute(
                            () ->
                                    dispatch(
                                            request,
                                            parked.response(),
                                            parked.callback(),
                                            Exchange.of(request)));
        }
    }

    /** Gives up on those that waited for too long. */
    void expireParked() {
        refuse(parking.expired());
    }

    /** Gives up on all that wait, since the server stops. */
    void refuseParked() {
        refuse(parking.all());
    }

    int parked() {
        return parking.size();
    }

    private static void refuse(Iterable<Parking.Parked> parked) {
        for (Parking.Parked one : parked) {
            PlainErrors.write(one.response(), one.callback(), HttpStatus.SERVICE_UNAVAILABLE_503);
        }
    }

    private String connector(Request request) {
        String name = request.getConnectionMetaData().getConnector().getName();
        if (name.equals(Listeners.EC2)) {
            InetAddress local =
                    address(request.getConnectionMetaData().getLocalSocketAddress()).getAddress();
            // An operator's wildcard socket must not open the api's port to guests.
            if (local != null && isGateway.test(local)) {
                return Listeners.METADATA;
            }
        }
        return name;
    }

    private static InetSocketAddress address(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet
                : InetSocketAddress.createUnresolved("-", 0);
    }
}
