package io.nova.frontend.ec2.xml;

import java.util.Collection;
import java.util.function.BiConsumer;

/**
 * A list with what follows it: an answer that can be sent a piece at a time, so that a long one
 * takes no more memory than a short one.
 *
 * @param name of the element around the list
 * @param values what it lists
 * @param item writes one of them
 * @param rest writes what follows
 */
public record XmlList<T>(
        String name, Collection<T> values, BiConsumer<XmlWriter, T> item, XmlBody rest)
        implements XmlBody {

    @Override
    public void write(XmlWriter xml) {
        xml.items(name, values, value -> item.accept(xml, value));
        rest.write(xml);
    }
}
