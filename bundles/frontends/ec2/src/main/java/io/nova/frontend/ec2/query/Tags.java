package io.nova.frontend.ec2.query;

import io.nova.api.tag.TagService;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EC2's rules for tags. */
public final class Tags {

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final String RESERVED = "aws:";

    private static final Value<String> KEY = Value.of("Key", Type.text(Tags::key)).asNeeded();
    private static final Value<String> VALUE =
            Value.of("Value", Type.text((name, text) -> checked(name, text, LONGEST_VALUE)));

    /** A list of tags. */
    public static final Structures PARAMETER = Structures.of("Tag", KEY, VALUE);

    private Tags() {}

    /**
     * Returns the tags that the request itself is about.
     *
     * @throws InvalidParameterException if a key is given twice
     * @throws LimitExceededException if they are more than a resource has
     */
    public static Map<String, String> of(Arguments call) {
        Map<String, String> tags = new LinkedHashMap<>();
        add(tags, call.structures(PARAMETER));
        return tags;
    }

    static void add(Map<String, String> tags, List<Arguments> more) {
        for (Arguments tag : more) {
            String key = tag.get(KEY);
            if (tags.put(key, tag.find(VALUE).orElse("")) != null) {
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
    }

    private static String key(String name, String text) {
        if (text.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
            throw InvalidParameterException.badValue(
                    name, Query.shorten(text), "keys that begin with aws: are reserved");
        }
        return checked(name, text, LONGEST_KEY);
    }

    private static String checked(String name, String text, int most) {
        if (text.codePointCount(0, text.length()) > most) {
            throw InvalidParameterException.badValue(
                    name, Query.shorten(text), "it has at most %d characters".formatted(most));
        }
        if (text.codePoints().anyMatch(Tags::isUnreadable)) {
            throw InvalidParameterException.badValue(
                    name, Query.shorten(text), "it has a character that no answer can hold");
        }
        return text;
    }

    /** What XML cannot hold could be written and never be read back. */
    private static boolean isUnreadable(int c) {
        boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return control || half || c == 0xFFFE || c == 0xFFFF;
    }
}
