package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.LifecycleService;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.UploadService;
import io.nova.frontend.aws.AuthenticatedStream;
import io.nova.frontend.aws.AwsAuthenticator;
import io.nova.frontend.aws.BodyFaultException;
import io.nova.frontend.http.Exchange;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Serves S3: finds out who asks for what, has it done, and renders what went wrong. */
@Component(
        configurationPid = S3Endpoint.PID,
        property = {
            HttpEndpoint.NAME + "=s3",
            HttpEndpoint.CONNECTOR + "=s3",
            HttpEndpoint.MAX_BODY + ":Long=-1"
        })
@Designate(ocd = S3Endpoint.Config.class)
public final class S3Endpoint implements HttpEndpoint {

    static final String PID = "io.nova.frontend.s3";

    /** By which names S3 is reached. */
    @ObjectClassDefinition(name = "S3 front end")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "Domains below which a host name is a bucket's, such as s3.example.org for"
                                + " http://bucket.s3.example.org/key")
        String[] domains() default "localhost";

        @AttributeDefinition(description = "The region that buckets say they are in")
        String region() default "us-east-1";
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final AwsAuthenticator authenticator;
    private final List<String> domains;
    private final Clock clock;
    private final S3Routes routes;
    private final Cors cors;
    private final AccountDirectory accounts;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public S3Endpoint(
            @Reference AwsAuthenticator authenticator,
            @Reference BucketService buckets,
            @Reference BucketConfigService configs,
            @Reference ObjectService objects,
            @Reference UploadService uploads,
            @Reference LifecycleService lifecycles,
            @Reference AccountDirectory accounts,
            Config config) {
        this(
                authenticator,
                new S3Services(
                        buckets,
                        configs,
                        objects,
                        uploads,
                        lifecycles,
                        accounts,
                        FILE.region("region", config::region)),
                FILE.list("domains", config::domains, S3Endpoint::domain),
                Clock.systemUTC());
    }

    /**
     * @param clock when requests come
     */
    S3Endpoint(
            AwsAuthenticator authenticator,
            S3Services services,
            List<String> domains,
            Clock clock) {
        this.authenticator = authenticator;
        this.domains = domains;
        this.clock = clock;
        this.routes = services.routes();
        this.accounts = services.accounts();
        new FormOperations(authenticator, services.objects(), clock).addTo(routes);
        this.cors = new Cors(services.configs());
    }

    private static String domain(String name) {
        if (!name.matches("[a-z0-9][a-z0-9.-]*")) {
            throw new IllegalArgumentException("'%s' is no domain in lower case".formatted(name));
        }
        return name;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        identify(request, response);
        try {
            dispatch(request, response, callback);
        } catch (CloudException e) {
            if (e instanceof UnavailableException) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
            }
            error(request, response, callback, fault(S3Errors.of(e), e, S3Errors.details(e)));
        } catch (S3Fault e) {
            error(request, response, callback, e);
        } catch (BodyFaultException e) {
            error(
                    request,
                    response,
                    callback,
                    new S3Fault(S3Errors.of(e), String.valueOf(e.getReason())));
        } catch (IOException | UncheckedIOException e) {
            // Only the client's body throws these: it is gone, or sends what is no HTTP.
            callback.failed(e);
        }
    }

    private static void identify(Request request, Response response) {
        String id = Exchange.of(request).requestId();
        response.getHeaders().put("x-amz-request-id", id);
        response.getHeaders().put("x-amz-id-2", id);
    }

    private void dispatch(Request request, Response response, Callback callback)
            throws IOException {
        String bucketOfHost = bucketOfHost(request);
        if (request.getMethod().equals("OPTIONS")) {
            Exchange.of(request).operation("PreflightRequest");
            cors.preflight(request, response, target(request, bucketOfHost));
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        if (request.getHeaders().contains("Origin")) {
            // Before anything is refused: a page must be able to read why.
            cors.apply(request, response, target(request, bucketOfHost));
        }
        AuthenticatedStream from = authenticator.object(request, bucketOfHost, Anonymous.CALLER);
        S3Target target = target(request, bucketOfHost);
        S3Routes.Named named = route(request, response, target);
        Exchange exchange = Exchange.of(request);
        exchange.operation(named.name());
        exchange.project(from.caller().project().value());
        RequestContext context =
                new RequestContext(
                        exchange.requestId(),
                        from.caller(),
                        FactFields.of(request, target, clock.instant()));
        named.operation()
                .perform(new S3Call(context, target, from.request(), response, callback, accounts));
    }

    private String bucketOfHost(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return S3Target.bucketOfHost(
                host == null ? request.getHttpURI().getAuthority() : host, domains);
    }

    private static S3Target target(Request request, String bucketOfHost) {
        HttpURI uri = request.getHttpURI();
        String query = uri.getQuery();
        return S3Target.of(uri.getPath(), query == null ? "" : query, bucketOfHost);
    }

    private S3Routes.Named route(Request request, Response response, S3Target target) {
        try {
            return routes.find(request.getMethod(), target);
        } catch (S3Fault e) {
            if (e.code() == S3Code.MethodNotAllowed) {
                response.getHeaders().put(HttpHeader.ALLOW, routes.allowed(target));
            }
            throw e;
        }
    }

    private static S3Fault fault(S3Code code, CloudException cause, Map<String, String> details) {
        S3Fault fault = new S3Fault(code, String.valueOf(cause.getMessage()));
        details.forEach(fault::with);
        return fault;
    }

    @Override
    public void refuse(
            Request request, Response response, Callback callback, int status, String message) {
        identify(request, response);
        error(request, response, callback, new S3Fault(S3Errors.of(status), message));
    }

    private static void error(
            Request request, Response response, Callback callback, S3Fault fault) {
        S3Code code = fault.code();
        String id = Exchange.of(request).requestId();
        response.setStatus(code.status());
        if (code == S3Code.NotModified || request.getMethod().equals("HEAD")) {
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        String path = String.valueOf(request.getHttpURI().getPath());
        byte[] body =
                Xml.plain(
                                "Error",
                                xml -> {
                                    xml.text("Code", code)
                                            .text("Message", String.valueOf(fault.getMessage()));
                                    fault.details().forEach(xml::text);
                                    xml.text("Resource", path)
                                            .text("RequestId", id)
                                            .text("HostId", id);
                                })
                        .bytes();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
