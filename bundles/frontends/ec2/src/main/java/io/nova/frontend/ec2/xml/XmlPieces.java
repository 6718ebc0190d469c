package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/** A whole answer, written a piece at a time: a short one, or one without a list, is one piece. */
public final class XmlPieces {

    /** More would be no faster, and each answer that is being sent holds one. */
    static final int PIECE = 128 * 1024;

    /** What many items are written into need not grow: a few of them fit behind a piece. */
    private static final int ROOM = PIECE + 16 * 1024;

    private static final int MANY = 32;

    private final XmlWriter xml;
    private final String root;
    private final XmlBody body;
    private final Optional<Items<?>> items;
    private boolean ended;

    /** The items of a list that are still to be written. */
    private record Items<T>(XmlList<T> list, Iterator<T> left) {

        static <T> Items<T> of(XmlList<T> list) {
            return new Items<>(list, list.values().iterator());
        }

        void write(XmlWriter xml) {
            while (left.hasNext() && xml.length() < PIECE) {
                T value = left.next();
                xml.element("item", () -> list.item().accept(xml, value));
            }
        }
    }

    /**
     * @param head writes what precedes the body in the outermost element
     */
    public XmlPieces(String root, String namespace, XmlBody head, XmlBody body) {
        this.root = root;
        this.body = body;
        this.items =
                body instanceof XmlList<?> list && !list.values().isEmpty()
                        ? Optional.of(Items.of(list))
                        : Optional.empty();
        boolean many = items.filter(some -> some.list().values().size() >= MANY).isPresent();
        xml = many ? new XmlWriter(ROOM) : new XmlWriter();
        xml.openRoot(root, namespace);
        head.write(xml);
        items.ifPresent(some -> xml.open(some.list().name()));
    }

    /** Tells whether the last piece was written. */
    public boolean ended() {
        return ended;
    }

    /** Writes the next piece, over the one before. */
    public ByteBuffer next() {
        if (items.isEmpty()) {
            body.write(xml);
            return end();
        }
        Items<?> some = items.get();
        some.write(xml);
        if (some.left().hasNext()) {
            return xml.drain();
        }
        xml.close(some.list().name());
        some.list().rest().write(xml);
        return end();
    }

    private ByteBuffer end() {
        xml.close(root);
        ended = true;
        return xml.drain();
    }
}
