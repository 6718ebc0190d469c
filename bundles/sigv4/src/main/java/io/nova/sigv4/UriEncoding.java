package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Percent encoding by RFC 3986: only letters, digits and {@code - . _ ~} stay as they are. */
public final class UriEncoding {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UriEncoding() {}

    /** Encodes a text as UTF-8, a percent sign and a slash included. */
    public static String encode(String text) {
        return encode(text, false, false);
    }

    /** Encodes a path: like {@link #encode}, but slashes stay. */
    public static String encodePath(String path) {
        return encode(path, true, false);
    }

    /**
     * Brings a raw query part into its one form: escapes keep their meaning and become upper case,
     * needless ones go, and whatever should have been escaped is. A plus is a plus.
     */
    public static String recode(String raw) {
        return encode(raw, false, true);
    }

    /** Like {@link #recode} for a raw path: slashes stay, and so does {@code %2F}. */
    public static String recodePath(String raw) {
        return encode(raw, true, true);
    }

    /**
     * Decodes escapes; a plus stays a plus.
     *
     * @throws IllegalArgumentException if a percent sign is not followed by two hex digits
     */
    public static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] bytes = raw.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
            } else if (isEscape(bytes, i)) {
                decoded.write(octet(bytes, i));
                i += 2;
            } else {
                throw new IllegalArgumentException("a percent sign without two hex digits");
            }
        }
        return decoded.toString(UTF_8);
    }

    private static String encode(String text, boolean slashStays, boolean keepEscapes) {
        if (isPlain(text, slashStays)) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] & 0xff;
            boolean escaped = keepEscapes && octet == '%' && isEscape(bytes, i);
            if (escaped) {
                octet = octet(bytes, i);
                i += 2;
            }
            if (isUnreserved(octet) || (octet == '/' && slashStays && !escaped)) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX[octet >> 4]).append(HEX[octet & 15]);
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String text, boolean slashStays) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnreserved(c) && !(c == '/' && slashStays)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(byte[] bytes, int at) {
        return at + 2 < bytes.length
                && Character.digit(bytes[at + 1], 16) >= 0
                && Character.digit(bytes[at + 2], 16) >= 0;
    }

    private static int octet(byte[] bytes, int at) {
        return Character.digit(bytes[at + 1], 16) << 4 | Character.digit(bytes[at + 2], 16);
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
