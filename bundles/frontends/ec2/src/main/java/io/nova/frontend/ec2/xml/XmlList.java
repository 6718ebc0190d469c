package io.nova.frontend.ec2.xml;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A list with what follows it: an answer that can be sent a piece at a time, so that a long one
 * takes no more memory than a short one.
 *
 * @param name of the element around the list
 * @param values what it lists
 * @param item writes one of them
 * @param rest writes what follows
 * @param text of the list, or where to keep it; if it is known, there need be no values
 */
public record XmlList<T>(
        String name,
        Collection<T> values,
        BiConsumer<XmlWriter, T> item,
        XmlBody rest,
        Optional<KeptList> text)
        implements XmlBody {

    /** A list of which nothing is kept. */
    public XmlList(String name, Collection<T> values, BiConsumer<XmlWriter, T> item, XmlBody rest) {
        this(name, values, item, rest, Optional.empty());
    }

    /** A list whose text is known. */
    public static XmlList<?> known(String name, KeptList text, XmlBody rest) {
        return new XmlList<>(name, List.of(), (xml, none) -> {}, rest, Optional.of(text));
    }

    /** Returns the list's text, if it is known. */
    Optional<KeptList> knownText() {
        return text.filter(KeptList::isKnown);
    }

    @Override
    public void write(XmlWriter xml) {
        if (knownText().isPresent()) {
            xml.open(name);
            knownText().get().pieces().forEach(xml::copy);
            xml.close(name);
        } else {
            xml.items(name, values, value -> item.accept(xml, value));
        }
        rest.write(xml);
    }
}
