package io.nova.frontend.http;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line per request to the logger {@code io.nova.access} at level INFO.
 *
 * <p>Where the lines go and when their file is rotated is the logging service's configuration.
 * Signatures, tokens and user data are masked, and no field can start a line of its own.
 */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.nova.access");
    private static final int LONGEST = 1000;

    private AccessLog() {}

    static void write(Exchange exchange, Request request, Response response, String remote) {
        if (LOG.isInfoEnabled()) {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - exchange.begin());
            LOG.info(
                    "{} {} {} {} {} {} {}us {} {} {} \"{}\"",
                    exchange.requestId(),
                    remote,
                    request.getMethod(),
                    target(request.getHttpURI().getPathQuery()),
                    response.getStatus(),
                    Response.getContentBytesWritten(response),
                    micros,
                    exchange.endpoint(),
                    exchange.operation(),
                    exchange.project(),
                    plain(request.getHeaders().get(HttpHeader.USER_AGENT)));
        }
    }

    /** Returns a raw target without the values that are nobody's business. */
    static String target(@Nullable String target) {
        if (target == null || target.indexOf('?') < 0) {
            return plain(target);
        }
        int mark = target.indexOf('?');
        StringBuilder masked = new StringBuilder(target.substring(0, mark));
        char separator = '?';
        for (String part : target.substring(mark + 1).split("&", -1)) {
            int equals = part.indexOf('=');
            boolean mask = equals >= 0 && isSecret(part.substring(0, equals));
            masked.append(separator).append(mask ? part.substring(0, equals) + "=***" : part);
            separator = '&';
        }
        return plain(masked.toString());
    }

    private static boolean isSecret(String name) {
        // An escaped letter in the name must not lift the mask.
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("%")
                || lower.contains("signature")
                || lower.contains("token")
                || lower.contains("credential")
                || lower.contains("accesskey")
                || lower.contains("userdata")
                || lower.contains("password");
    }

    private static String plain(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.replaceAll("[\\p{Cntrl}\"\\u2028\\u2029]", "?");
    }
}
