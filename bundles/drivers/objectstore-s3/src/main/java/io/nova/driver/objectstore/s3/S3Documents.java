package io.nova.driver.objectstore.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the documents of another store: no document types, no entities. */
final class S3Documents {

    private static final XMLInputFactory FACTORY = factory();

    private S3Documents() {}

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
     * @param element gets each element that ends: its path, such as {@code
     *     ListBucketResult/Contents/Key}, and the text in it
     * @throws IOException if it is no such document
     */
    static void read(byte[] document, BiConsumer<String, String> element) throws IOException {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            Deque<String> path = new ArrayDeque<>();
            StringBuilder text = new StringBuilder();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    path.addLast(xml.getLocalName());
                    text.setLength(0);
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    text.append(xml.getText());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    element.accept(String.join("/", path), text.toString());
                    path.removeLast();
                    text.setLength(0);
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("the answer is no document: " + e.getMessage(), e);
        }
    }

    /** Returns what an error document says; what is none says nothing. */
    static S3Fault fault(int status, byte[] document) {
        String[] said = {"", ""};
        try {
            read(
                    document,
                    (path, text) -> {
                        if (path.equals("Error/Code")) {
                            said[0] = text;
                        } else if (path.equals("Error/Message")) {
                            said[1] = text;
                        }
                    });
        } catch (IOException e) {
            // A proxy in between speaks HTML: the status has to do.
            said[1] = "";
        }
        return new S3Fault(status, said[0], said[1]);
    }
}
