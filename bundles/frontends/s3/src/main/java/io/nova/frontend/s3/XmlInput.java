package io.nova.frontend.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the documents that clients send: no document types, no entities, flat and small. */
final class XmlInput {

    private static final int DEPTH = 8;
    private static final XMLInputFactory FACTORY = factory();

    private XmlInput() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Reads a document.
     *
     * @param root its only root
     * @param leaf gets the path below the root, such as {@code Part/ETag}, and the text of every
     *     element that has ended; for one with children the text is what is between them
     */
    static void read(byte[] document, String root, BiConsumer<String, String> leaf) {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            walk(xml, root, leaf);
            xml.close();
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    private static void walk(XMLStreamReader xml, String root, BiConsumer<String, String> leaf)
            throws XMLStreamException {
        Deque<String> path = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if ((path.isEmpty() && !xml.getLocalName().equals(root))
                            || path.size() == DEPTH) {
                        throw malformed();
                    }
                    path.addLast(xml.getLocalName());
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (path.size() > 1) {
                        leaf.accept(
                                String.join("/", path.stream().skip(1).toList()), text.toString());
                    }
                    path.removeLast();
                    text.setLength(0);
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw malformed();
                default -> {
                    // Comments and the like mean nothing.
                }
            }
        }
    }

    static S3Fault malformed() {
        return new S3Fault(
                S3Code.MalformedXML,
                "The XML you provided was not well-formed or did not validate against our"
                        + " published schema");
    }
}
