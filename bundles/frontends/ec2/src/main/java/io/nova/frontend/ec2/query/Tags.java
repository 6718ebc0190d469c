package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.Map;

/** EC2's rules for tags. */
final class Tags {

    private static final int MOST = 50;
    private static final int KEY = 127;
    private static final int VALUE = 255;

    private Tags() {}

    static void add(Map<String, String> tags, Query tag) {
        String key = tag.required("Key");
        String value = tag.text("Value").orElse("");
        if (key.length() > KEY || key.startsWith("aws:")) {
            throw InvalidParameterException.badValue(
                    "Tag.N.Key",
                    Query.shorten(key),
                    "a key has at most 127 characters and does not begin with aws:");
        }
        if (value.length() > VALUE) {
            throw InvalidParameterException.badValue(
                    "Tag.N.Value", Query.shorten(value), "a value has at most 255 characters");
        }
        if (tags.put(key, value) != null) {
            throw InvalidParameterException.badValue(
                    "Tag.N.Key", Query.shorten(key), "a key may be given once only");
        }
        if (tags.size() > MOST) {
            throw new InvalidParameterException(
                    Problem.TOO_LARGE, "Tag.N", "A resource has at most 50 tags");
        }
    }
}
