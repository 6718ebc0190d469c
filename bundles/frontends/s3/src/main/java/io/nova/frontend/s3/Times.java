package io.nova.frontend.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.DateGenerator;

/** The two ways in which S3 writes times. */
final class Times {

    private static final DateTimeFormatter XML =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private Times() {}

    static String xml(Instant time) {
        return XML.format(time);
    }

    static String http(Instant time) {
        // Every answer has one.
        return DateGenerator.formatDate(time);
    }

    /** Reads a time of HTTP; empty if it is none, since such a condition does not count. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.from(HTTP.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads a time of XML; empty if it is none. */
    static Optional<Instant> parseXml(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Tells whether what was modified then has changed since, as far as HTTP's seconds tell. */
    static boolean isAfter(Instant modified, Instant since) {
        return modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }
}
