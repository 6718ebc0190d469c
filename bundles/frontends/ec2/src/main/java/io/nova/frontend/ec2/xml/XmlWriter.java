package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes XML straight into a buffer; every text is escaped, every element is closed by whom opened
 * it.
 */
public final class XmlWriter {

    /** Room for a reservation of one instance, so that most answers never grow. */
    private static final int ROOM = 6 * 1024;

    private final StringBuilder out = new StringBuilder(ROOM);

    public XmlWriter() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** Writes an element that holds what the content writes. */
    public XmlWriter element(String name, Runnable content) {
        open(name);
        content.run();
        return close(name);
    }

    /** Writes the outermost element, in a namespace. */
    public XmlWriter root(String name, String namespace, Runnable content) {
        openRoot(name, namespace);
        content.run();
        return close(name);
    }

    void openRoot(String name, String namespace) {
        out.append('<').append(name).append(" xmlns=\"");
        escape(namespace);
        out.append("\">");
    }

    /** Writes an element that holds a text. */
    public XmlWriter text(String name, Object value) {
        open(name);
        escape(shown(value));
        return close(name);
    }

    /** Writes an element if there is a value for it. */
    public XmlWriter text(String name, Optional<?> value) {
        value.ifPresent(present -> text(name, present));
        return this;
    }

    /** Returns a value as EC2 shows it: times with milliseconds. */
    public static String shown(Object value) {
        return value instanceof Instant time ? Timestamps.of(time) : value.toString();
    }

    /** Writes a list: an element with an {@code item} for each value; empty if there is none. */
    public <T> XmlWriter items(String name, Collection<T> values, Consumer<T> item) {
        if (values.isEmpty()) {
            out.append('<').append(name).append("/>");
            return this;
        }
        open(name);
        for (T value : values) {
            element("item", () -> item.accept(value));
        }
        return close(name);
    }

    /** Writes tags, in the order of their keys. */
    public XmlWriter tags(Map<String, String> tags) {
        return items(
                "tagSet",
                new TreeMap<>(tags).entrySet(),
                tag -> text("key", tag.getKey()).text("value", tag.getValue()));
    }

    /** Writes a text alone, as the content of an item. */
    public void raw(String value) {
        escape(value);
    }

    /** Opens an element that another call will {@link #close}. */
    void open(String name) {
        out.append('<').append(name).append('>');
    }

    XmlWriter close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    /** Characters that XML cannot hold become a replacement character. */
    private void escape(String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, plain, i).append(escaped(c));
            plain = i + 1;
        }
        // Nearly every text is plain to its end, and goes in one piece.
        out.append(text, plain, text.length());
    }

    private static boolean isPlain(char c) {
        return c >= ' '
                ? c < '\uFFFE' && c != '<' && c != '>' && c != '&' && c != '"'
                : c == '\n' || c == '\t';
    }

    private static String escaped(char c) {
        return switch (c) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\r' -> "&#13;";
            default -> "\uFFFD";
        };
    }

    /** Returns how much was written since the last {@link #drain}, in characters. */
    int length() {
        return out.length();
    }

    /** Returns what was written since the last time, and forgets it. */
    ByteBuffer drain() {
        ByteBuffer bytes = bytes();
        out.setLength(0);
        return bytes;
    }

    /** Returns what was written. */
    public ByteBuffer bytes() {
        // Not by an encoder, which goes char by char: a text that is all ASCII is copied at once.
        return ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
