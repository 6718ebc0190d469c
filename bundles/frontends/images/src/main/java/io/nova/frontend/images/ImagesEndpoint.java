package io.nova.frontend.images;

import io.nova.api.image.ImageBytes;
import io.nova.api.image.ImageService;
import io.nova.frontend.aws.AuthenticatedStream;
import io.nova.frontend.aws.AwsAuthenticator;
import io.nova.frontend.aws.BodyFaultException;
import io.nova.frontend.http.Exchange;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.model.CloudException;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Serves {@code /_images} on S3's port, signed as requests of S3 are. An error is a status and a
 * line of text, as it was in 2010.
 */
@Component(
        property = {
            HttpEndpoint.NAME + "=images",
            HttpEndpoint.CONNECTOR + "=s3",
            HttpEndpoint.PATH + "=" + ImagesEndpoint.PATH
        })
public final class ImagesEndpoint implements HttpEndpoint {

    static final String PATH = "/_images";

    private final AwsAuthenticator authenticator;
    private final ImageRecords records;
    private final ImageBytes bytes;

    @Activate
    public ImagesEndpoint(
            @Reference AwsAuthenticator authenticator,
            @Reference ImageService images,
            @Reference ImageBytes bytes) {
        this.authenticator = authenticator;
        this.records = new ImageRecords(images);
        this.bytes = bytes;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put("x-amz-request-id", Exchange.of(request).requestId());
        try {
            dispatch(request, response, callback);
        } catch (CloudException e) {
            if (response.isCommitted()) {
                // Some of an image's bytes were sent: to cut them off is all that is left to say.
                callback.failed(e);
                return;
            }
            if (e instanceof UnavailableException) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
            }
            refuse(request, response, callback, Statuses.of(e), String.valueOf(e.getMessage()));
        } catch (BodyFaultException e) {
            refuse(request, response, callback, 400, String.valueOf(e.getReason()));
        }
    }

    private void dispatch(Request request, Response response, Callback callback)
            throws IOException {
        String path = String.valueOf(request.getHttpURI().getPath()).substring(PATH.length());
        AuthenticatedStream from = authenticator.object(request, "");
        Exchange exchange = Exchange.of(request);
        exchange.project(from.caller().project().value());
        RequestContext context = new RequestContext(exchange.requestId(), from.caller());
        if (!path.isEmpty() && !path.equals("/")) {
            exchange.operation("GetImage");
            ImageSender.send(context, request, path, bytes, response, callback);
            return;
        }
        Query query = Query.of(request);
        switch (request.getMethod()) {
            case "GET", "HEAD" -> {
                exchange.operation("ListImages");
                json(response, callback, records.list(context));
            }
            case "PUT" -> {
                exchange.operation("RegisterImage");
                json(response, callback, records.register(context, query));
            }
            case "POST" -> {
                exchange.operation("ModifyImage");
                json(response, callback, records.modify(context, query));
            }
            case "DELETE" -> {
                exchange.operation("DeregisterImage");
                records.deregister(context, query);
                response.setStatus(204);
                response.write(true, ByteBuffer.allocate(0), callback);
            }
            default -> {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, PUT, POST, DELETE");
                refuse(request, response, callback, 405, "There is no such method");
            }
        }
    }

    private static void json(Response response, Callback callback, Optional<String> body) {
        body.ifPresent(
                text -> response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json"));
        Content.Sink.write(response, true, body.orElse(""), callback);
    }

    @Override
    public void refuse(
            Request request, Response response, Callback callback, int status, String message) {
        byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }
}
