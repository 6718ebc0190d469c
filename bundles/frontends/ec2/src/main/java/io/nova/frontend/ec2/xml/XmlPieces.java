package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;

/**
 * A whole answer, written a piece at a time: a short one, or one without a list, is one piece. The
 * text of a list that is known is sent as it lies there.
 */
public final class XmlPieces {

    /** Bytes of a piece: each answer that is being sent holds one. */
    public static final int PIECE = 256 * 1024;

    private static final int MANY = 32;

    private final XmlWriter xml = new XmlWriter();
    private final String root;
    private final XmlBody body;
    private final Optional<Items<?>> items;
    private boolean begun;
    private boolean written;
    private boolean ended;

    /** The items of a list that are still to be written or sent. */
    private static final class Items<T> {
        private final XmlList<T> list;
        private final Iterator<T> left;
        private final Queue<ByteBuffer> known = new ArrayDeque<>();
        private final Optional<Recording> recording;

        private Items(XmlList<T> list) {
            this.list = list;
            left = list.values().iterator();
            list.knownText().ifPresent(text -> known.addAll(text.pieces()));
            recording =
                    known.isEmpty()
                            ? list.text().filter(KeptList::beginsKeeping).map(Recording::new)
                            : Optional.empty();
        }

        static <T> Items<T> of(XmlList<T> list) {
            return new Items<>(list);
        }

        /** Tells whether the list's text is by itself, without what is before and behind it. */
        boolean isApart() {
            return !known.isEmpty() || recording.isPresent();
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
                body instanceof XmlList<?> list && isLong(list)
                        ? Optional.of(Items.of(list))
                        : Optional.empty();
        xml.openRoot(root, namespace);
        head.write(xml);
        items.ifPresent(some -> xml.open(some.list.name()));
    }

    private static boolean isLong(XmlList<?> list) {
        return list.values().size() >= MANY || list.knownText().isPresent();
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

    /** Nobody asks for more: the answer was sent, or its client has gone. */
    public void end() {
        items.flatMap(some -> some.recording).ifPresent(Recording::end);
    }

    /**
     * Returns the next piece, to be read: written over what is in the buffer, or one that is known.
     */
    public ByteBuffer next(ByteBuffer piece) {
        Items<?> some = items.orElseThrow();
        if (some.isApart() && begun) {
            ByteBuffer known = some.known.poll();
            if (known != null) {
                return known;
            }
        }
        piece.clear();
        xml.into(piece);
        boolean room = xml.spill(piece);
        if (some.isApart() && !begun) {
            begun = room;
            piece.flip();
            return piece;
        }
        while (room && some.left.hasNext()) {
            some.next(xml);
            room = xml.spill(piece);
        }
        if (some.recording.isPresent() && !some.recording.get().isWhole()) {
            piece.flip();
            some.recording.get().add(piece, room);
            return piece;
        }
        if (room && !written) {
            xml.close(some.list.name());
            some.list.rest().write(xml);
            xml.close(root);
            written = true;
            room = xml.spill(piece);
        }
        ended = room && written;
        piece.flip();
        return piece;
    }
}
