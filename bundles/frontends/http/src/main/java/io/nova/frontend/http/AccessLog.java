package io.nova.frontend.http;

import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
 *
 * <p>A request only leaves its line here; {@link #flush} hands the lines on, a moment later and all
 * in one thread, since a log lets one thread in at a time. Whoever finds too many lines waiting
 * hands them on itself, so that the memory is bounded and no line is lost.
 */
final class AccessLog {

    static final int MOST = 4096;

    private static final Logger LOG = LoggerFactory.getLogger("io.nova.access");
    private static final int LONGEST = 1000;

    private final Consumer<String> out;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    AccessLog() {
        this(LOG::info);
    }

    AccessLog(Consumer<String> out) {
        this.out = out;
    }

    void write(Exchange exchange, Request request, Response response, String remote) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - exchange.begin());
        StringBuilder line = new StringBuilder(200);
        line.append(exchange.requestId()).append(' ').append(remote);
        line.append(' ').append(request.getMethod());
        line.append(' ').append(target(request.getHttpURI().getPathQuery()));
        line.append(' ').append(response.getStatus());
        line.append(' ').append(Response.getContentBytesWritten(response));
        line.append(' ').append(micros).append("us ").append(exchange.endpoint());
        line.append(' ').append(exchange.operation()).append(' ').append(exchange.project());
        line.append(" \"").append(plain(request.getHeaders().get(HttpHeader.USER_AGENT)));
        add(line.append('"').toString());
    }

    void add(String line) {
        lines.add(line);
        if (waiting.incrementAndGet() >= MOST) {
            flush();
        }
    }

    /** Hands on the lines that wait, in their order. */
    synchronized void flush() {
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            waiting.decrementAndGet();
            out.accept(line);
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
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c < ' ' || c > '~' || c == '"') {
                return cut.replaceAll("[\\p{Cntrl}\"\\u2028\\u2029]", "?");
            }
        }
        return cut;
    }
}
