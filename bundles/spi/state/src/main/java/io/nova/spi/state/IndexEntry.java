package io.nova.spi.state;

/**
 * A value that records can be found by.
 *
 * @param index the index's name, for example {@code project}
 * @param value any text of at most {@value #MAX_VALUE} bytes
 */
public record IndexEntry(String index, String value) {

    /** The most that a value may have, in UTF-8 bytes. */
    public static final int MAX_VALUE = Names.MAX_BYTES;

    public IndexEntry {
        Names.check("index", index);
        Names.checkText("value of index " + index, value);
    }

    /** Returns the entry. */
    public static IndexEntry of(String index, Object value) {
        return new IndexEntry(index, value.toString());
    }
}
