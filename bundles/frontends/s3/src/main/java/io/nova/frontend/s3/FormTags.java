package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.objectstore.TagSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags in a form, which has them as a document. */
final class FormTags {

    private static final int MOST = 10;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private FormTags() {}

    /**
     * @throws S3Fault {@code MalformedXML}; {@code InvalidTag}; {@code BadRequest} if there are too
     *     many
     */
    static TagSet read(FormFields fields) {
        return fields.find("tagging").map(FormTags::parse).orElse(TagSet.NONE);
    }

    private static TagSet parse(String document) {
        Node set =
                XmlInput.tree(document.getBytes(UTF_8), "Tagging")
                        .child("TagSet")
                        .orElseThrow(XmlInput::malformed);
        Map<String, String> tags = new LinkedHashMap<>();
        for (Node tag : set.children("Tag")) {
            String key = tag.text("Key").orElseThrow(XmlInput::malformed);
            String value = tag.text("Value").orElseThrow(XmlInput::malformed);
            if (key.isEmpty() || length(key) > LONGEST_KEY || key.startsWith("aws:")) {
                throw invalid("The TagKey you have provided is invalid", key);
            }
            if (length(value) > LONGEST_VALUE) {
                throw invalid("The TagValue you have provided is invalid", key);
            }
            if (tags.put(key, value) != null) {
                throw invalid("Cannot provide multiple Tags with the same key", key);
            }
        }
        if (tags.size() > MOST) {
            throw new S3Fault(S3Code.BadRequest, "Object tags cannot be greater than " + MOST);
        }
        return new TagSet(tags);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static S3Fault invalid(String message, String key) {
        return new S3Fault(S3Code.InvalidTag, message).with("TagKey", key);
    }
}
