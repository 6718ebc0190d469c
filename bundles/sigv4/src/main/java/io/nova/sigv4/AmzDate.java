package io.nova.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The time form of signatures: {@code 20150830T123600Z}. */
public final class AmzDate {

    private static final int LENGTH = 16;

    private AmzDate() {}

    /** Writes a time, to the second. */
    public static String format(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(LENGTH);
        pair(text, utc.getYear() / 100);
        pair(text, utc.getYear() % 100);
        pair(text, utc.getMonthValue());
        pair(text, utc.getDayOfMonth()).append('T');
        pair(text, utc.getHour());
        pair(text, utc.getMinute());
        return pair(text, utc.getSecond()).append('Z').toString();
    }

    private static StringBuilder pair(StringBuilder text, int value) {
        return (value < 10 ? text.append('0') : text).append(value);
    }

    /** Reads a time; empty if the text is none. */
    public static Optional<Instant> parse(String text) {
        if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        try {
            LocalDateTime utc =
                    LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15));
            return Optional.of(utc.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new DateTimeException("no digit");
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
