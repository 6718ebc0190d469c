package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.sigv4.Header;
import io.nova.sigv4.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** Takes a request's head from the server as it stood on the wire. */
final class Heads {

    private Heads() {}

    static RequestHead of(Request request) {
        List<Header> headers = new ArrayList<>();
        boolean host = false;
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue() == null ? "" : asSent(field.getValue());
            headers.add(new Header(field.getName(), value));
            host |= field.getName().equalsIgnoreCase("Host");
        }
        String authority = request.getHttpURI().getAuthority();
        if (!host && authority != null) {
            // HTTP/2 has the host elsewhere, but clients sign it under its old name.
            headers.add(new Header("Host", authority));
        }
        return new RequestHead(request.getMethod(), request.getHttpURI().getPathQuery(), headers);
    }

    /** The server takes a byte for a letter, but clients sign and mean UTF-8. */
    private static String asSent(String value) {
        if (value.chars().allMatch(c -> c < 0x80)) {
            return value;
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /**
     * Returns a header that may stand only once, stripped.
     *
     * @throws io.nova.model.AuthenticationFailedException if it stands several times
     */
    static Optional<String> single(RequestHead head, String name) {
        Optional<String> found = Optional.empty();
        for (Header header : head.headers()) {
            if (header.name().equalsIgnoreCase(name)) {
                if (found.isPresent()) {
                    throw Refusal.malformed("The header " + name + " must not stand twice.");
                }
                found = Optional.of(header.value().strip());
            }
        }
        return found;
    }

    /** Returns the host as the client sent it. */
    static String host(RequestHead head) {
        return single(head, "Host").orElse("").toLowerCase(Locale.ROOT);
    }
}
