package io.nova.frontend.images;

import io.nova.api.image.ImageBytes;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends an image's bytes, whole, as fast as the client takes them. */
final class ImageSender {

    private static final int CHUNK = 256 << 10;
    private static final Pattern IMAGE = Pattern.compile("/([^/]+)/image");

    private ImageSender() {}

    /**
     * @param path behind the resource's own: {@code /ami-01234567/image}
     */
    static void send(
            RequestContext context,
            Request request,
            String path,
            ImageBytes bytes,
            Response response,
            Callback callback)
            throws IOException {
        boolean head = request.getMethod().equals("HEAD");
        if (!head && !request.getMethod().equals("GET")) {
            throw new UnsupportedException(
                    ResourceType.IMAGE, path, "The bytes of an image do not change");
        }
        ObjectContent object = bytes.open(context, id(path));
        long size = object.info().size();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, size);
        response.getHeaders().put(HttpHeader.ETAG, '"' + object.info().etag() + '"');
        if (head) {
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        try (ObjectReader reader = object.open(0, size)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            // What throws after the first of them cuts the connection: the status was sent.
            for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
                Content.Sink.write(response, false, chunk.flip());
                chunk.clear();
            }
        }
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    private static ImageId id(String path) {
        Matcher matcher = IMAGE.matcher(path);
        if (!matcher.matches()) {
            throw new NotFoundException(ResourceType.OBJECT, path, "There is no such resource");
        }
        return new ImageId(matcher.group(1));
    }
}
