package io.nova.model.objectstore;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tags of an object or a bucket, each key once. */
public record TagSet(Map<String, String> tags) {

    /** No tags. */
    public static final TagSet NONE = new TagSet(Map.of());

    /** The most tags of an object. */
    public static final int OF_OBJECT = 10;

    /** The most tags of a bucket. */
    public static final int OF_BUCKET = 50;

    private static final int KEY = 128;
    private static final int VALUE = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    public TagSet {
        tags = Map.copyOf(tags);
    }

    /**
     * Returns the tags that a client wants.
     *
     * @param most how many there may be
     * @throws InvalidParameterException with the name {@code Tag}
     */
    public static TagSet of(Collection<Map.Entry<String, String>> pairs, int most) {
        if (pairs.size() > most) {
            String what = most == OF_OBJECT ? "Object tags" : "Bucket tags";
            throw wrong(Problem.TOO_LARGE, what + " cannot be greater than " + most);
        }
        Map<String, String> tags = new HashMap<>();
        for (Map.Entry<String, String> pair : pairs) {
            check(pair.getKey(), pair.getValue());
            if (tags.put(pair.getKey(), pair.getValue()) != null) {
                throw wrong(
                        Problem.BAD_COMBINATION, "Cannot provide multiple Tags with the same key");
            }
        }
        return new TagSet(tags);
    }

    private static void check(String key, String value) {
        if (key.isEmpty() || key.length() > KEY || !TEXT.matcher(key).matches()) {
            throw wrong(Problem.BAD_VALUE, "The TagKey you have provided is invalid");
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw wrong(Problem.BAD_VALUE, "System tags cannot be added/updated by requester");
        }
        if (value.length() > VALUE || !TEXT.matcher(value).matches()) {
            throw wrong(Problem.BAD_VALUE, "The TagValue you have provided is invalid");
        }
    }

    private static InvalidParameterException wrong(Problem problem, String message) {
        return new InvalidParameterException(problem, "Tag", message);
    }

    /** Returns the set, unless there is nothing in it: how records keep it. */
    public Optional<TagSet> unlessEmpty() {
        return tags.isEmpty() ? Optional.empty() : Optional.of(this);
    }

    /** Tells whether all of those tags are among these, with the same values. */
    public boolean containsAll(TagSet others) {
        return tags.entrySet().containsAll(others.tags.entrySet());
    }
}
