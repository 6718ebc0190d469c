package io.nova.json;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets equal values be one object, so that thousands of records that name the same image, project
 * or network hold it once. Remembers a bounded number of values, the last ones of each place; to
 * forget one costs memory alone. Without a lock: who sees an older value in a place makes another
 * that is equal.
 *
 * @param <T> values that do not change, and whose fields are final
 */
final class Sharing<T> {

    /** Longer texts are hardly ever the same. */
    private static final int LONGEST = 80;

    private final @Nullable Object[] places;
    private final Class<T> type;
    private final Function<T, String> text;

    /**
     * @param places how many values are remembered; a power of two
     * @param text of a value, which equal values have in common
     */
    Sharing(int places, Class<T> type, Function<T, String> text) {
        this.places = new Object[places];
        this.type = type;
        this.text = text;
    }

    /** Returns the value of the text: one that is known, or the one that is made now. */
    T of(String wanted, Function<String, T> maker) {
        if (wanted.length() > LONGEST) {
            return maker.apply(wanted);
        }
        int hash = wanted.hashCode();
        int place = (hash ^ hash >>> 16) & places.length - 1;
        Object known = places[place];
        if (known != null && text.apply(type.cast(known)).equals(wanted)) {
            return type.cast(known);
        }
        T made = maker.apply(wanted);
        places[place] = made;
        return made;
    }
}
