package io.nova.sigv4;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request without its body, as it stands on the wire.
 *
 * @param method the method, such as {@code GET}
 * @param target path and query exactly as sent, neither decoded nor normalised
 * @param headers in the order sent; names may repeat and differ in case
 */
public record RequestHead(String method, String target, List<Header> headers) {

    public RequestHead {
        requireNonNull(method, "method");
        requireNonNull(target, "target");
        headers = List.copyOf(headers);
    }

    /** Returns the raw path. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** Returns the raw query, empty where there is none. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** Returns this request with more headers at its end. */
    public RequestHead with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new RequestHead(method, target, all);
    }
}
