package io.nova.frontend.ec2;

import io.nova.api.identity.Authorizer;
import io.nova.frontend.aws.AuthenticatedQuery;
import io.nova.frontend.aws.AwsAuthenticator;
import io.nova.frontend.ec2.Ec2Errors.Ec2Error;
import io.nova.frontend.ec2.limit.RequestLimits;
import io.nova.frontend.ec2.limit.RequestLimits.Kind;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlPieces;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.frontend.http.Exchange;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.model.CloudException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The EC2 query API at {@code /} and at {@code /services/Cloud}: authenticates, finds the action,
 * and answers with what it returns or with the error of what it throws.
 */
@Component(
        property = {
            HttpEndpoint.NAME + "=ec2",
            HttpEndpoint.CONNECTOR + "=ec2",
            HttpEndpoint.PATH + "=/"
        })
public final class Ec2Endpoint implements HttpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Ec2Endpoint.class);
    private static final String DEFAULT_VERSION = "2016-11-15";

    /** Where clients of today and of 2010 find it. */
    private static final Set<String> PATHS = Set.of("/", "/services/Cloud", "/services/Cloud/");

    private final AwsAuthenticator authenticator;
    private final Authorizer authorizer;
    private final RequestLimits limits;
    private final PieceBuffers buffers = new PieceBuffers();
    private final Map<String, Ec2Action> actions = new ConcurrentHashMap<>();
    private final Set<String> declared;

    @Activate
    public Ec2Endpoint(
            @Reference AwsAuthenticator authenticator,
            @Reference Authorizer authorizer,
            @Reference RequestLimits limits,
            BundleContext bundle) {
        this(
                authenticator,
                authorizer,
                limits,
                DeclaredActions.of(bundle.getBundle().getHeaders().get("Service-Component")));
    }

    /**
     * @param declared the actions that are or will be
     */
    Ec2Endpoint(
            AwsAuthenticator authenticator,
            Authorizer authorizer,
            RequestLimits limits,
            Set<String> declared) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.limits = limits;
        this.declared = Set.copyOf(declared);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addAction(Ec2Action action) {
        actions.put(action.spec().name(), action);
    }

    public void removeAction(Ec2Action action) {
        actions.remove(action.spec().name(), action);
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        Exchange exchange = Exchange.of(request);
        if (!PATHS.contains(request.getHttpURI().getPath())) {
            refuse(request, response, callback, 404, "EC2 is served at / and at /services/Cloud");
            return;
        }
        try {
            AuthenticatedQuery signed = authenticator.query(request);
            exchange.project(signed.caller().project().value());
            Query query = Query.of(signed.parameters(), host(request));
            RequestContext context = new RequestContext(exchange.requestId(), signed.caller());
            answer(exchange, response, callback, context, query);
        } catch (CloudException fault) {
            error(exchange, response, callback, Ec2Errors.of(fault));
        } catch (HttpException.RuntimeException fault) {
            refuse(request, response, callback, fault.getCode(), String.valueOf(fault.getReason()));
        } catch (RuntimeException fault) {
            LOG.error("Request {} failed", exchange.requestId(), fault);
            error(exchange, response, callback, Ec2Errors.internal());
        }
    }

    private void answer(
            Exchange exchange,
            Response response,
            Callback callback,
            RequestContext context,
            Query query) {
        String name = query.required("Action");
        Ec2Action action = actions.get(name);
        ProjectId project = context.caller().project();
        // Before anything is looked at: a refusal must cost less than an answer.
        Kind kind = action == null ? Kind.READ : action.spec().kind(query);
        Duration wait = limits.request(project, kind);
        if (!wait.isZero()) {
            error(exchange, response, callback, Ec2Errors.tooMany(kind.shown(), wait));
            return;
        }
        if (action == null) {
            error(
                    exchange,
                    response,
                    callback,
                    declared.contains(name)
                            ? Ec2Errors.notYet(name)
                            : Ec2Errors.unknownAction(name));
            return;
        }
        exchange.operation(name);
        String version = query.text("Version").filter(Ec2Endpoint::isDate).orElse(DEFAULT_VERSION);
        Arguments call = action.spec().bind(query);
        // Services ask too, for what they do; regions, zones and types have none that does.
        authorizer.require(context.caller(), action.spec().permission());
        if (action.spec().isDryRun(call)) {
            error(exchange, response, callback, Ec2Errors.dryRun());
            return;
        }
        int count = action.spec().instances(call);
        wait = count == 0 ? Duration.ZERO : limits.instances(project, name, count);
        if (!wait.isZero()) {
            error(exchange, response, callback, Ec2Errors.tooMany(Kind.INSTANCES.shown(), wait));
            return;
        }
        CompletionStage<XmlBody> answer = perform(action, context, call);
        var unused =
                answer.whenComplete(
                        (body, fault) -> {
                            if (fault == null) {
                                ok(exchange, response, callback, name, version, body);
                            } else {
                                // A launch that was refused is none.
                                limits.noInstances(project, name, count);
                                failed(exchange, response, callback, fault);
                            }
                        });
    }

    private static CompletionStage<XmlBody> perform(
            Ec2Action action, RequestContext context, Arguments call) {
        try {
            return action.performLater(context, call);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedStage(fault);
        }
    }

    private static String host(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return host == null ? "" : host;
    }

    private static boolean isDate(String version) {
        return version.length() == 10
                && version.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    private static void failed(
            Exchange exchange, Response response, Callback callback, Throwable thrown) {
        var fault = Ec2Errors.cloudFault(thrown);
        if (fault.isEmpty()) {
            LOG.error("Request {} failed", exchange.requestId(), thrown);
        }
        error(
                exchange,
                response,
                callback,
                fault.map(Ec2Errors::of).orElseGet(Ec2Errors::internal));
    }

    private void ok(
            Exchange exchange,
            Response response,
            Callback callback,
            String action,
            String version,
            XmlBody body) {
        try {
            // Libcloud sees an empty cloud where the closing slash is missing.
            XmlPieces pieces =
                    new XmlPieces(
                            action + "Response",
                            "http://ec2.amazonaws.com/doc/" + version + "/",
                            xml -> xml.text("requestId", exchange.requestId()),
                            body);
            if (pieces.several()) {
                send(exchange, response, callback, pieces);
            } else {
                send(exchange, response, callback, 200, pieces.whole());
            }
        } catch (RuntimeException fault) {
            LOG.error("The answer to request {} cannot be written", exchange.requestId(), fault);
            error(exchange, response, callback, Ec2Errors.internal());
        }
    }

    private void send(Exchange exchange, Response response, Callback callback, XmlPieces pieces) {
        ByteBuffer buffer = buffers.take();
        ByteBuffer piece;
        try {
            piece = pieces.next(buffer);
        } catch (RuntimeException fault) {
            buffers.give(buffer);
            pieces.end();
            throw fault;
        }
        head(exchange, response, 200);
        if (pieces.ended()) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, piece.remaining());
        }
        LongAnswer.send(pieces, piece, buffer, buffers, response, callback);
    }

    private static void error(
            Exchange exchange, Response response, Callback callback, Ec2Error error) {
        XmlWriter xml = new XmlWriter();
        xml.element(
                "Response",
                () ->
                        xml.element(
                                        "Errors",
                                        () ->
                                                xml.element(
                                                        "Error",
                                                        () ->
                                                                xml.text("Code", error.code())
                                                                        .text(
                                                                                "Message",
                                                                                error.message())))
                                .text("RequestID", exchange.requestId()));
        if (error.retryAfter() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, error.retryAfter());
        }
        send(exchange, response, callback, error.status(), xml.bytes());
    }

    private static void send(
            Exchange exchange, Response response, Callback callback, int status, ByteBuffer bytes) {
        head(exchange, response, status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        response.write(true, bytes, callback);
    }

    private static void head(Exchange exchange, Response response, int status) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml;charset=UTF-8");
        response.getHeaders().put("x-amzn-RequestId", exchange.requestId());
    }

    @Override
    public void refuse(
            Request request, Response response, Callback callback, int status, String message) {
        String code = status >= 500 ? "InternalError" : "InvalidRequest";
        error(Exchange.of(request), response, callback, new Ec2Error(status, code, message));
    }
}
