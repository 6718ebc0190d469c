package io.nova.frontend.ec2.query;

import io.nova.api.tag.TagService;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ResourceType;
import java.util.Map;

/** EC2's rules for tags. */
final class Tags {

    private static final int KEY = 128;
    private static final int VALUE = 256;
    private static final String RESERVED = "aws:";

    private Tags() {}

    static void add(Map<String, String> tags, Query tag) {
        String key = tag.required("Key");
        String value = tag.text("Value").orElse("");
        check("Tag.N.Key", key, KEY);
        check("Tag.N.Value", value, VALUE);
        if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
            throw InvalidParameterException.badValue(
                    "Tag.N.Key", Query.shorten(key), "keys that begin with aws: are reserved");
        }
        if (tags.put(key, value) != null) {
            throw InvalidParameterException.badValue(
                    "Tag.N.Key", Query.shorten(key), "a key may be given once only");
        }
        if (tags.size() > TagService.MAX_TAGS) {
            throw new LimitExceededException(
                    ResourceType.TAG,
                    "Tag.N",
                    "A resource has at most %d tags".formatted(TagService.MAX_TAGS));
        }
    }

    private static void check(String name, String text, int most) {
        if (text.codePointCount(0, text.length()) > most) {
            throw InvalidParameterException.badValue(
                    name, Query.shorten(text), "it has at most %d characters".formatted(most));
        }
        if (text.codePoints().anyMatch(Tags::isUnreadable)) {
            throw InvalidParameterException.badValue(
                    name, Query.shorten(text), "it has a character that no answer can hold");
        }
    }

    /** What XML cannot hold could be written and never be read back. */
    private static boolean isUnreadable(int c) {
        boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return control || half || c == 0xFFFE || c == 0xFFFF;
    }
}
