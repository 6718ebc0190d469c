package io.nova.frontend.s3;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which pages may send which requests.
 *
 * @param origins of the pages, each with at most one asterisk for any text
 * @param methods that they may use
 * @param headers that they may send, each with at most one asterisk
 * @param exposed the headers of answers that they may read
 * @param maxAge for how many seconds a browser may remember it
 */
record CorsRule(
        Optional<String> id,
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        Optional<Integer> maxAge) {

    CorsRule {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /** Tells whether a page may send a request. */
    boolean allows(String origin, String method) {
        return methods.contains(method) && origins.stream().anyMatch(one -> fits(one, origin));
    }

    /** Tells whether a page may send all the headers. */
    boolean allowsHeaders(List<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .allMatch(
                        name ->
                                headers.stream()
                                        .map(one -> one.toLowerCase(Locale.ROOT))
                                        .anyMatch(one -> fits(one, name)));
    }

    /** Tells whether the page is allowed as any page is. */
    boolean isForAll(String origin) {
        return origins.stream()
                .filter(one -> fits(one, origin))
                .findFirst()
                .filter("*"::equals)
                .isPresent();
    }

    private static boolean fits(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        String tail = pattern.substring(star + 1);
        return text.length() >= pattern.length() - 1
                && text.startsWith(pattern.substring(0, star))
                && text.endsWith(tail);
    }
}
