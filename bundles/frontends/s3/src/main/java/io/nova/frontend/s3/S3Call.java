package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.model.RequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A request whose sender is known, and the way to answer it.
 *
 * @param accounts whom it may name
 */
record S3Call(
        RequestContext context,
        S3Target target,
        Request request,
        Response response,
        Callback callback,
        AccountDirectory accounts) {

    /** The most bytes of a document. */
    private static final int DOCUMENT = 4 << 20;

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).map(String::strip);
    }

    InputStream body() {
        return Request.asInputStream(request);
    }

    /** Reads a document to its end. */
    byte[] document() throws IOException {
        byte[] bytes = body().readNBytes(DOCUMENT + 1);
        if (bytes.length > DOCUMENT) {
            throw new S3Fault(S3Code.EntityTooLarge, "The document is too large");
        }
        return bytes;
    }

    void put(String header, String value) {
        response.getHeaders().put(header, value);
    }

    /** Answers without a body. */
    void finish(int status) {
        response.setStatus(status);
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    /** Answers with a document. */
    void finish(Xml document) {
        finish(200, document);
    }

    /** Answers with a status of success and a document. */
    void finish(int status, Xml document) {
        finish(status, "application/xml", document.bytes());
    }

    /** Answers with a text of the type. */
    void finish(String type, byte[] bytes) {
        finish(200, type, bytes);
    }

    private void finish(int status, String type, byte[] bytes) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
