package io.nova.frontend.ec2.xml;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Writes times as EC2 does: {@code 2010-08-04T12:30:05.123Z}, whatever there is to leave out. */
final class Timestamps {

    private static final int MILLION = 1_000_000;

    private Timestamps() {}

    /** Several in every answer: a formatter of the platform would take ten times as long. */
    static String of(Instant time) {
        LocalDateTime utc =
                LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24);
        digits(text, utc.getYear(), 4).append('-');
        digits(text, utc.getMonthValue(), 2).append('-');
        digits(text, utc.getDayOfMonth(), 2).append('T');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2).append('.');
        return digits(text, utc.getNano() / MILLION, 3).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int width) {
        for (int least = power(width - 1); least > 1 && value < least; least /= 10) {
            text.append('0');
        }
        return text.append(value);
    }

    private static int power(int exponent) {
        return exponent == 0 ? 1 : 10 * power(exponent - 1);
    }
}
