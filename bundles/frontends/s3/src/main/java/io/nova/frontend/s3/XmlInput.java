package io.nova.frontend.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the documents that clients send: no document types, no entities, flat and small. */
final class XmlInput {

    private static final int DEPTH = 8;
    private static final int ELEMENTS = 50_000;
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

    /**
     * An element of a small document.
     *
     * @param attributes by their local names, so that {@code xsi:type} is {@code type}
     * @param text all of what is in it between its children
     */
    record Node(String name, Map<String, String> attributes, String text, List<Node> children) {

        /** Returns the children of the name. */
        List<Node> children(String wanted) {
            return children.stream().filter(node -> node.name.equals(wanted)).toList();
        }

        /**
         * Returns the only child of the name.
         *
         * @throws S3Fault {@code MalformedXML} if there are several
         */
        Optional<Node> child(String wanted) {
            List<Node> found = children(wanted);
            if (found.size() > 1) {
                throw malformed();
            }
            return found.stream().findFirst();
        }

        /** Returns the text of the only child of the name. */
        Optional<String> text(String wanted) {
            return child(wanted).map(Node::text);
        }

        /** Returns an attribute by its local name. */
        Optional<String> attribute(String wanted) {
            return Optional.ofNullable(attributes.get(wanted));
        }
    }

    /**
     * Reads a small document as a tree.
     *
     * @param root its only root
     * @throws S3Fault {@code MalformedXML} if it is none, too deep or has too many elements
     */
    static Node tree(byte[] document, String root) {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            Node node = grow(xml);
            xml.close();
            if (!node.name().equals(root)) {
                throw malformed();
            }
            return node;
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    /** An element whose end has not come yet. */
    private record Open(
            String name, Map<String, String> attributes, StringBuilder text, List<Node> children) {

        Node close() {
            return new Node(name, attributes, text.toString(), List.copyOf(children));
        }
    }

    private static Node grow(XMLStreamReader xml) throws XMLStreamException {
        // The one below all is not in the document: it gets the root.
        Deque<Open> path = new ArrayDeque<>();
        path.push(new Open("", Map.of(), new StringBuilder(), new ArrayList<>()));
        int elements = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    elements++;
                    if (path.size() > DEPTH || elements > ELEMENTS) {
                        throw malformed();
                    }
                    path.push(open(xml));
                }
                case XMLStreamConstants.CHARACTERS -> path.element().text().append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    Node node = path.pop().close();
                    path.element().children().add(node);
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw malformed();
                default -> {
                    // Comments and the like mean nothing.
                }
            }
        }
        return path.element().children().get(0);
    }

    private static Open open(XMLStreamReader xml) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        return new Open(xml.getLocalName(), attributes, new StringBuilder(), new ArrayList<>());
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
