package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text beyond ASCII in headers, which have none: clients send it as UTF-8 or in the encoded words
 * of RFC 2047, and get it in these.
 */
final class HeaderText {

    private static final Pattern WORD =
            Pattern.compile("=\\?(?i:(UTF-8|US-ASCII|ISO-8859-1))\\?([BbQq])\\?([^? ]*)\\?=");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\?=)[ \t]+(?==\\?)");

    private HeaderText() {}

    /**
     * Returns what a client means.
     *
     * @param value as the server hands it out, a letter for each byte
     */
    static String read(String value) {
        String text = value.chars().allMatch(c -> c < 0x80) ? value : utf8(value);
        if (!text.contains("=?")) {
            return text;
        }
        Matcher words = WORD.matcher(BETWEEN_WORDS.matcher(text).replaceAll(""));
        return words.replaceAll(word -> Matcher.quoteReplacement(decode(word.group(), word)));
    }

    private static String utf8(String value) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    private static String decode(String whole, MatchResult word) {
        try {
            byte[] bytes =
                    word.group(2).equalsIgnoreCase("B")
                            ? Base64.getDecoder().decode(word.group(3))
                            : S3Target.octets(word.group(3).replace('_', ' ').replace('=', '%'));
            String text =
                    Charset.forName(word.group(1))
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
            // A line of a head must stay one.
            return text.chars().anyMatch(c -> c < ' ' || c == 0x7f) ? whole : text;
        } catch (IllegalArgumentException | CharacterCodingException | S3Fault e) {
            return whole;
        }
    }

    /** Returns what can stand in a header. */
    static String write(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text;
        }
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }
}
