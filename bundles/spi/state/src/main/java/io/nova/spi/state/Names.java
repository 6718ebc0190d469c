package io.nova.spi.state;

import java.util.Comparator;

/**
 * The rule of every text that names something in a store: ids, index values, pools, owners, scopes,
 * leases, operations. Any Unicode, a colon, a brace or NUL included, but not empty, not longer than
 * {@value #MAX_BYTES} bytes of UTF-8, and well-formed: half a surrogate pair has no UTF-8, so that
 * two names could become one.
 */
public final class Names {

    /** The most that a name may have, in UTF-8 bytes: an S3 key has 1,024, and its bucket's id. */
    public static final int MAX_BYTES = 1280;

    /** The order of the UTF-8 bytes, which is that of the code points and not that of String. */
    public static final Comparator<String> ORDER = Names::compare;

    private Names() {}

    /**
     * Returns the name.
     *
     * @param what is named, for the message
     * @throws IllegalArgumentException if it is empty, too long or not well-formed
     */
    public static String check(String what, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return checkText(what, name);
    }

    /** As {@link #check}, but an empty text is well too. */
    public static String checkText(String what, String text) {
        int bytes = bytes(text);
        if (bytes < 0) {
            throw new IllegalArgumentException(what + " is no well-formed text");
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " of " + bytes + " bytes is longer than " + MAX_BYTES);
        }
        return text;
    }

    /** Returns the length in UTF-8, or -1 if the text has none. */
    private static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }

    private static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return rank(a) - rank(b);
            }
        }
        return one.length() - other.length();
    }

    /** Surrogates stand for the greatest code points, yet do not have the greatest numbers. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
