package io.nova.json;

import io.nova.json.Shape.Entries;
import io.nova.json.Shape.Fields;
import io.nova.json.Shape.Items;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks at the names of a document's fields and at nothing else of it: each change of a record asks
 * for them, and to parse the whole takes ten times as long.
 */
final class KnownOnly {

    /** What the scan is in: an object or a list, and what comes next there. */
    private static final class Frame {

        private final Shape in;
        private Shape next;

        Frame(Shape in) {
            this.in = in;
            this.next = in instanceof Items items ? items.element() : Shape.OPAQUE;
        }

        /** Takes the name of a field; false if nobody knows it. */
        boolean named(String name) {
            if (in instanceof Fields fields) {
                Shape known = fields.known().get(name);
                next = known == null ? Shape.OPAQUE : known;
                return known != null;
            }
            if (in instanceof Entries entries) {
                next = entries.value();
            }
            return true;
        }

        boolean hasNames() {
            return in instanceof Fields || in instanceof Entries;
        }
    }

    private final String document;
    private final Deque<Frame> frames = new ArrayDeque<>();

    private KnownOnly(String document, Shape shape) {
        this.document = document;
        Frame around = new Frame(Shape.OPAQUE);
        around.next = shape;
        frames.push(around);
    }

    /**
     * Tells whether the document has no field, at any depth, but those that the shape knows. When
     * in doubt it says no.
     *
     * @param document an object in JSON
     */
    static boolean has(Shape shape, String document) {
        return new KnownOnly(document, shape).scan();
    }

    private boolean scan() {
        for (int i = 0; i < document.length(); i++) {
            switch (document.charAt(i)) {
                case '{', '[' -> frames.push(new Frame(frames.element().next));
                case '}', ']' -> {
                    if (frames.size() == 1) {
                        return false;
                    }
                    frames.pop();
                }
                case '"' -> {
                    int end = end(i + 1);
                    if (end < 0 || !isKnown(i + 1, end)) {
                        return false;
                    }
                    i = end;
                }
                default -> {}
            }
        }
        return frames.size() == 1;
    }

    private boolean isKnown(int begin, int end) {
        Frame frame = frames.element();
        return !frame.hasNames() || !isName(end + 1) || frame.named(document.substring(begin, end));
    }

    /** Returns where a text ends that begins there; negative if it does not. */
    private int end(int begin) {
        int end = document.indexOf('"', begin);
        while (end >= 0 && isEscaped(end)) {
            end = document.indexOf('"', end + 1);
        }
        return end;
    }

    private boolean isEscaped(int quote) {
        int first = quote;
        while (document.charAt(first - 1) == '\\') {
            first--;
        }
        return (quote - first) % 2 == 1;
    }

    private boolean isName(int after) {
        int i = after;
        while (i < document.length() && Character.isWhitespace(document.charAt(i))) {
            i++;
        }
        return i < document.length() && document.charAt(i) == ':';
    }
}
