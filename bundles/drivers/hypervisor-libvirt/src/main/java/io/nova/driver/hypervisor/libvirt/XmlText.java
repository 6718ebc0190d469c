package io.nova.driver.hypervisor.libvirt;

import java.io.StringWriter;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML; the writer below it escapes, so no tenant's text can end an element. */
final class XmlText {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter writer;

    private XmlText() throws XMLStreamException {
        writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** Returns what the content writes. */
    static String of(Consumer<XmlText> content) {
        try {
            XmlText xml = new XmlText();
            content.accept(xml);
            xml.writer.flush();
            return xml.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    /** Writes an element; names and values of its attributes alternate. */
    XmlText element(String name, Consumer<XmlText> content, Object... attributes) {
        try {
            writer.writeStartElement(name);
            for (int i = 0; i < attributes.length; i += 2) {
                writer.writeAttribute(attributes[i].toString(), attributes[i + 1].toString());
            }
            content.accept(this);
            writer.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("cannot write " + name, e);
        }
        return this;
    }

    XmlText empty(String name, Object... attributes) {
        return element(name, inside -> {}, attributes);
    }

    XmlText text(String name, Object content, Object... attributes) {
        return element(
                name,
                inside -> {
                    try {
                        inside.writer.writeCharacters(content.toString());
                    } catch (XMLStreamException e) {
                        throw new IllegalStateException("cannot write " + name, e);
                    }
                },
                attributes);
    }
}
