package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/** A whole answer, written a piece at a time: a short one, or one without a list, is one piece. */
public final class XmlPieces {

    /** Bytes of a piece: each answer that is being sent holds one. */
    public static final int PIECE = 256 * 1024;

    private static final int MANY = 32;

    private final XmlWriter xml = new XmlWriter();
    private final String root;
    private final XmlBody body;
    private final Optional<Items<?>> items;
    private boolean written;
    private boolean ended;

    /** The items of a list that are still to be written. */
    private record Items<T>(XmlList<T> list, Iterator<T> left) {

        static <T> Items<T> of(XmlList<T> list) {
            return new Items<>(list, list.values().iterator());
        }

        void next(XmlWriter xml) {
            T value = left.next();
            xml.element("item", () -> list.item().accept(xml, value));
        }
    }

    /**
     * @param head writes what precedes the body in the outermost element
     */
    public XmlPieces(String root, String namespace, XmlBody head, XmlBody body) {
        this.root = root;
        this.body = body;
        this.items =
                body instanceof XmlList<?> list && list.values().size() >= MANY
                        ? Optional.of(Items.of(list))
                        : Optional.empty();
        xml.openRoot(root, namespace);
        head.write(xml);
        items.ifPresent(some -> xml.open(some.list().name()));
    }

    /** Tells whether the answer may be long, and is to be written with {@link #next}. */
    public boolean several() {
        return items.isPresent();
    }

    /** Writes all of it, if it is not long. */
    public ByteBuffer whole() {
        body.write(xml);
        return xml.close(root).bytes();
    }

    /** Tells whether the last piece was written. */
    public boolean ended() {
        return ended;
    }

    /** Writes the next piece over what is in the buffer, which then is to be read. */
    public void next(ByteBuffer piece) {
        piece.clear();
        xml.into(piece);
        Items<?> some = items.orElseThrow();
        boolean room = xml.spill(piece);
        while (room && some.left().hasNext()) {
            some.next(xml);
            room = xml.spill(piece);
        }
        if (room && !written) {
            xml.close(some.list().name());
            some.list().rest().write(xml);
            xml.close(root);
            written = true;
            room = xml.spill(piece);
        }
        ended = room && written;
        piece.flip();
    }
}
