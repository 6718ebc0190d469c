package io.nova.manager.objectstore;

import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.Names;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How keys become common prefixes.
 *
 * @param prefix with which keys begin
 * @param delimiter up to which they are rolled up; may be empty
 * @param after common prefixes up to this are done with
 */
record RollUp(String prefix, String delimiter, String after) {

    /** Returns what the key is rolled up into. */
    Optional<String> commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    /**
     * Tells whether a common prefix is done with.
     *
     * @param last what was listed last
     */
    boolean isPast(String commonPrefix, String last) {
        return commonPrefix.equals(last) || Names.ORDER.compare(commonPrefix, after) <= 0;
    }

    /** Returns a text behind all keys that begin with the prefix, and before all others. */
    static String behind(String commonPrefix) {
        StringBuilder text = new StringBuilder(commonPrefix);
        int bytes = commonPrefix.getBytes(StandardCharsets.UTF_8).length;
        // No key is longer, so none that begins with the prefix is greater.
        for (; bytes <= ObjectKey.MAX_BYTES; bytes += 4) {
            text.appendCodePoint(Character.MAX_CODE_POINT);
        }
        return text.toString();
    }
}
