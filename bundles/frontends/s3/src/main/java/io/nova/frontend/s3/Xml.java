package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;

/** Writes a document of S3. */
final class Xml {

    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private final StringBuilder out =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private Xml() {}

    /** Writes a document in S3's namespace. */
    static Xml document(String root, Consumer<Xml> content) {
        Xml xml = new Xml();
        xml.out.append('<').append(root).append(NAMESPACE).append('>');
        content.accept(xml);
        xml.out.append("</").append(root).append('>');
        return xml;
    }

    /** Writes a document without a namespace, as errors are. */
    static Xml plain(String root, Consumer<Xml> content) {
        return new Xml().element(root, content);
    }

    /** Writes the document that is text alone. */
    static Xml located(String region) {
        Xml xml = new Xml();
        xml.out.append("<LocationConstraint").append(NAMESPACE).append('>');
        xml.escape(region);
        xml.out.append("</LocationConstraint>");
        return xml;
    }

    Xml element(String name, Consumer<Xml> content) {
        out.append('<').append(name).append('>');
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /** Writes an element with a type of XML Schema's instances, as grantees have. */
    Xml typed(String name, String type, Consumer<Xml> content) {
        out.append('<').append(name);
        out.append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"");
        out.append(type).append("\">");
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    Xml text(String name, Object value) {
        out.append('<').append(name).append('>');
        escape(value.toString());
        out.append("</").append(name).append('>');
        return this;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (c < ' ' || c == 0x7f || c >= 0xfffe) {
                        // Not XML either, but what S3 does; clients ask for the encoding instead.
                        out.append("&#x").append(Integer.toHexString(c)).append(';');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    byte[] bytes() {
        return out.toString().getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
