package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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

    private byte[] out = new byte[ROOM];
    private int length;

    /** What was written is moved there when there is no hurry, and parts go there at once. */
    private Optional<ByteBuffer> sink = Optional.empty();

    public XmlWriter() {
        ascii("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** Returns what a body writes, for {@link #copy}. */
    public static byte[] part(XmlBody body) {
        XmlWriter xml = new XmlWriter();
        xml.length = 0;
        body.write(xml);
        return Arrays.copyOf(xml.out, xml.length);
    }

    /** Writes what {@link #part} returned. */
    public XmlWriter copy(byte[] part) {
        // A long text is moved once, from where it is kept to where it is sent from.
        if (sink.isPresent() && sink.get().remaining() >= length + part.length) {
            sink.get().put(out, 0, length).put(part);
            length = 0;
            return this;
        }
        room(part.length);
        System.arraycopy(part, 0, out, length, part.length);
        length += part.length;
        return this;
    }

    /** Writes what is in the buffer, and leaves it read. */
    void copy(ByteBuffer part) {
        room(part.remaining());
        int bytes = part.remaining();
        part.get(out, length, bytes);
        length += bytes;
    }

    /** From now on writes there as well; {@link #spill} moves what is left. */
    void into(ByteBuffer buffer) {
        sink = Optional.of(buffer);
    }

    /** Moves what was written to the buffer, as far as it has room; tells whether that is all. */
    boolean spill(ByteBuffer buffer) {
        int fits = Math.min(length, buffer.remaining());
        buffer.put(out, 0, fits);
        length -= fits;
        System.arraycopy(out, fits, out, 0, length);
        return length == 0;
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
        ascii("<").ascii(name).ascii(" xmlns=\"");
        escape(namespace);
        ascii("\">");
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
            return ascii("<").ascii(name).ascii("/>");
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
        ascii("<").ascii(name).ascii(">");
    }

    XmlWriter close(String name) {
        return ascii("</").ascii(name).ascii(">");
    }

    /** Makes room for so many bytes. */
    private void room(int bytes) {
        if (out.length - length < bytes) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + bytes));
        }
    }

    /** Writes what this program says itself, which is ASCII and needs no escapes. */
    @SuppressWarnings("deprecation") // Of ASCII the low bytes are all, and no copy is made.
    private XmlWriter ascii(String text) {
        room(text.length());
        text.getBytes(0, text.length(), out, length);
        length += text.length();
        return this;
    }

    /** Characters that XML cannot hold become a replacement character. */
    private void escape(String text) {
        room(text.length());
        // Nearly every text is plain to its end.
        int i = 0;
        while (i < text.length() && isPlainAscii(text.charAt(i))) {
            out[length++] = (byte) text.charAt(i++);
        }
        while (i < text.length()) {
            i = isPlain(text.charAt(i)) ? run(text, i) : escaped(text, i);
        }
    }

    /** Writes plain characters up to the next that is not; whole, so that pairs stay together. */
    private int run(String text, int from) {
        int end = from;
        while (end < text.length() && isPlain(text.charAt(end))) {
            end++;
        }
        copy(text.substring(from, end).getBytes(StandardCharsets.UTF_8));
        return end;
    }

    private int escaped(String text, int at) {
        copy(escaped(text.charAt(at)).getBytes(StandardCharsets.UTF_8));
        return at + 1;
    }

    private static boolean isPlainAscii(char c) {
        return c < 0x80 && isPlain(c);
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

    /** Returns what was written; it holds until more is written. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(out, 0, length);
    }

    @Override
    public String toString() {
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
