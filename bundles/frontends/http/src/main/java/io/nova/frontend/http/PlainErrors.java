package io.nova.frontend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors where no endpoint can render them: the status in a line of text, and nothing else. */
final class PlainErrors extends ErrorHandler {

    /** Called for requests that are not even HTTP, among others. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        write(response, callback, response.getStatus());
        return true;
    }

    static void write(Response response, Callback callback, int status) {
        response.setStatus(status);
        if (response.getRequest().getAttribute(Exchange.class.getName())
                instanceof Exchange known) {
            response.getHeaders().put("x-amz-request-id", known.requestId());
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        text(response, callback, HttpStatus.getMessage(status) + "\n", "text/plain");
    }

    static void text(Response response, Callback callback, String text, String type) {
        byte[] body = text.getBytes(UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type + ";charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = response.getRequest().getMethod().equals("HEAD");
        response.write(true, ByteBuffer.wrap(head ? new byte[0] : body), callback);
    }
}
