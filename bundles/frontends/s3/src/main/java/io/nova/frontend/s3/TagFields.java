package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.objectstore.TagSet;
import io.nova.sigv4.UriEncoding;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Tags as a header or a form has them, and as a document. */
final class TagFields {

    private static final String HEADER = "x-amz-tagging";

    private TagFields() {}

    /** Returns the tags in the header of a request that writes an object. */
    static TagSet header(S3Call call) {
        return TagSet.of(pairs(call.header(HEADER).orElse("")), TagSet.OF_OBJECT);
    }

    /**
     * Returns the tags in a form: in a document, or in the field that means what the header means.
     *
     * @param asked the request that the form stands for
     * @throws S3Fault also if it has both
     */
    static TagSet form(S3Call asked, FormFields fields) {
        Optional<String> document = fields.find("tagging");
        if (document.isPresent() && asked.header(HEADER).isPresent()) {
            throw S3Fault.badArgument(HEADER, "", "The form has its tags in two fields.");
        }
        return document.map(text -> read(text.getBytes(UTF_8), TagSet.OF_OBJECT))
                .orElseGet(() -> header(asked));
    }

    /**
     * Reads tags that are written as a query.
     *
     * @throws S3Fault if it is none, or has a key twice
     */
    static List<Map.Entry<String, String>> pairs(String query) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String key = decode(query, equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(query, part.substring(equals + 1));
            if (part.isEmpty()) {
                continue;
            }
            if (!keys.add(key)) {
                throw malformed(query);
            }
            pairs.add(new SimpleImmutableEntry<>(key, value));
        }
        return pairs;
    }

    private static String decode(String query, String text) {
        try {
            return S3Target.decode(text.replace('+', ' '));
        } catch (S3Fault e) {
            throw malformed(query);
        }
    }

    private static S3Fault malformed(String value) {
        return S3Fault.badArgument(
                HEADER,
                value,
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                        + " parameters without tag name duplicates.");
    }

    /** Writes tags as a query. */
    static String query(TagSet tags) {
        StringJoiner query = new StringJoiner("&");
        new TreeMap<>(tags.tags())
                .forEach(
                        (key, value) ->
                                query.add(
                                        UriEncoding.encode(key) + "=" + UriEncoding.encode(value)));
        return query.toString();
    }

    /**
     * Reads a document.
     *
     * @param most how many tags there may be
     */
    static TagSet read(byte[] document, int most) {
        Node root = XmlInput.tree(document, "Tagging");
        Node set = root.child("TagSet").orElseThrow(XmlInput::malformed);
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (Node tag : set.children()) {
            pairs.add(tag(tag));
        }
        return TagSet.of(pairs, most);
    }

    /** Reads a key and its value. */
    static Map.Entry<String, String> tag(Node tag) {
        if (!tag.name().equals("Tag")) {
            throw XmlInput.malformed();
        }
        return new SimpleImmutableEntry<>(
                tag.text("Key").orElseThrow(XmlInput::malformed),
                tag.text("Value").orElseThrow(XmlInput::malformed));
    }

    /** Writes a document. */
    static Xml document(TagSet tags) {
        return Xml.document(
                "Tagging",
                xml ->
                        xml.element(
                                "TagSet",
                                set ->
                                        new TreeMap<>(tags.tags())
                                                .forEach((key, value) -> tag(set, key, value))));
    }

    static void tag(Xml xml, String key, String value) {
        xml.element("Tag", tag -> tag.text("Key", key).text("Value", value));
    }
}
