package io.nova.frontend.ec2.xml;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

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
    private final boolean several;
    private final Optional<Recording> recording;
    private final Queue<Source> sources = new ArrayDeque<>();

    /** A part of a long answer, in pieces of its own. */
    private interface Source {

        /** Returns its next piece: written over what is in the buffer, or one that is known. */
        ByteBuffer next(ByteBuffer buffer);

        boolean ended();
    }

    /** What is written, after all that was written before. */
    private final class Written implements Source {
        private final Iterator<XmlBody> left;
        private boolean ended;

        Written(Stream<XmlBody> parts) {
            left = parts.iterator();
        }

        @Override
        public ByteBuffer next(ByteBuffer buffer) {
            buffer.clear();
            xml.into(buffer);
            boolean room = xml.spill(buffer);
            while (room && left.hasNext()) {
                left.next().write(xml);
                room = xml.spill(buffer);
            }
            ended = room;
            return buffer.flip();
        }

        @Override
        public boolean ended() {
            return ended;
        }
    }

    /** What is written, and kept. */
    private record Recorded(Written items, Recording recording) implements Source {

        @Override
        public ByteBuffer next(ByteBuffer buffer) {
            ByteBuffer piece = items.next(buffer);
            recording.add(piece, items.ended());
            return piece;
        }

        @Override
        public boolean ended() {
            return items.ended();
        }
    }

    /** What was written for another. */
    private record Known(Iterator<ByteBuffer> left) implements Source {

        @Override
        public ByteBuffer next(ByteBuffer buffer) {
            return left.next();
        }

        @Override
        public boolean ended() {
            return !left.hasNext();
        }
    }

    /**
     * @param head writes what precedes the body in the outermost element
     */
    public XmlPieces(String root, String namespace, XmlBody head, XmlBody body) {
        this.root = root;
        this.body = body;
        xml.openRoot(root, namespace);
        head.write(xml);
        Optional<XmlList<?>> list =
                body instanceof XmlList<?> some ? Optional.of(some) : Optional.empty();
        // Asked once: it may become known at any time.
        Optional<KeptList> known = list.flatMap(XmlList::knownText);
        several = known.isPresent() || list.filter(one -> one.values().size() >= MANY).isPresent();
        recording =
                several && known.isEmpty()
                        ? list.flatMap(XmlList::text)
                                .filter(KeptList::beginsKeeping)
                                .map(Recording::new)
                        : Optional.empty();
        list.filter(one -> several).ifPresent(one -> sources.addAll(sources(one, known)));
    }

    private List<Source> sources(XmlList<?> list, Optional<KeptList> known) {
        xml.open(list.name());
        XmlBody rest =
                end -> {
                    end.close(list.name());
                    list.rest().write(end);
                    end.close(root);
                };
        if (known.isPresent()) {
            return apart(new Known(known.get().pieces().iterator()), rest);
        } else if (recording.isPresent()) {
            return apart(new Recorded(new Written(items(list)), recording.get()), rest);
        }
        return List.of(new Written(Stream.concat(items(list), Stream.of(rest))));
    }

    /** The list's text by itself, without what is before and behind it. */
    private List<Source> apart(Source text, XmlBody rest) {
        return List.of(new Written(Stream.empty()), text, new Written(Stream.of(rest)));
    }

    private static <T> Stream<XmlBody> items(XmlList<T> list) {
        return list.values().stream()
                .map(value -> xml -> xml.element("item", () -> list.item().accept(xml, value)));
    }

    /** Tells whether the answer may be long, and is to be written with {@link #next}. */
    public boolean several() {
        return several;
    }

    /** Writes all of it, if it is not long. */
    public ByteBuffer whole() {
        body.write(xml);
        return xml.close(root).bytes();
    }

    /** Tells whether the last piece of a long answer was written. */
    public boolean ended() {
        return sources.isEmpty();
    }

    /** Nobody asks for more: the answer was sent, or its client has gone. */
    public void end() {
        recording.ifPresent(Recording::end);
    }

    /**
     * Returns the next piece, to be read: written over what is in the buffer, or one that is known.
     */
    public ByteBuffer next(ByteBuffer buffer) {
        Source source = sources.element();
        ByteBuffer piece = source.next(buffer);
        if (source.ended()) {
            sources.remove();
        }
        return piece;
    }
}
