package io.nova.frontend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Errors where no endpoint can render them: the status in a line of text, and nothing else. On S3's
 * port it is a document of S3, whose clients take all else for a broken line.
 */
final class PlainErrors extends ErrorHandler {

    /** What endpoints serve, as far as the server knows. */
    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, POST, PUT";

    /** For requests that came to no exchange. */
    private static final RequestIds IDS = new RequestIds();

    /** Called for requests that are not even HTTP, among others. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        write(response, callback, response.getStatus());
        return true;
    }

    static void write(Response response, Callback callback, int status) {
        Request request = response.getRequest();
        boolean s3 = Listeners.S3.equals(request.getConnectionMetaData().getConnector().getName());
        Object known = request.getAttribute(Exchange.class.getName());
        if (known instanceof Exchange || s3) {
            String id = known instanceof Exchange exchange ? exchange.requestId() : IDS.next();
            if (known instanceof Exchange exchange) {
                exchange.restore(response);
            }
            response.getHeaders().put("x-amz-request-id", id);
            if (s3) {
                response.getHeaders().put("x-amz-id-2", id);
            }
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED_405) {
            response.getHeaders().put(HttpHeader.ALLOW, METHODS);
        }
        if (s3) {
            S3Refusal refusal = S3Refusal.of(status);
            response.setStatus(refusal.status());
            String id = String.valueOf(response.getHeaders().get("x-amz-request-id"));
            bytes(response, callback, refusal.document(id), "application/xml");
        } else {
            response.setStatus(status);
            text(response, callback, HttpStatus.getMessage(status) + "\n", "text/plain");
        }
    }

    static void text(Response response, Callback callback, String text, String type) {
        bytes(response, callback, text, type + ";charset=utf-8");
    }

    private static void bytes(Response response, Callback callback, String text, String type) {
        byte[] body = text.getBytes(UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = response.getRequest().getMethod().equals("HEAD");
        response.write(true, ByteBuffer.wrap(head ? new byte[0] : body), callback);
    }
}
