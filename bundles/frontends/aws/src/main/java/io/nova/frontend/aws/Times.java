package io.nova.frontend.aws;

import io.nova.sigv4.AmzDate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the times of signed headers. */
final class Times {

    private Times() {}

    /**
     * Reads a time in the form of signatures or of HTTP.
     *
     * @throws io.nova.model.AuthenticationFailedException if it is in neither, or of a time that no
     *     clock of a client can show
     */
    static Instant any(String text) {
        return AmzDate.parse(text)
                .or(() -> Optional.of(ofHttp(text)))
                .filter(time -> !time.isBefore(Instant.EPOCH))
                .orElseThrow(Refusal::date);
    }

    private static Instant ofHttp(String text) {
        try {
            // Clients make mistakes about the day of the week, which says nothing new.
            String date = text.replaceFirst("^[A-Za-z]{3},? +", "");
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.date();
        }
    }
}
