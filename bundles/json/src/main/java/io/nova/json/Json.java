package io.nova.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * Turns model values into JSON and back: ids as their text, instants as ISO 8601, absent optionals
 * left out. Fields that the reader does not know are ignored, so that a newer writer can add some;
 * {@link #rewrite} keeps them when an older one rewrites the document. Safe for use by many
 * threads.
 */
public final class Json {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new JavaTimeModule())
                    .addModule(new IdModule())
                    // Equal values are equal texts, whatever order their maps happen to have.
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                    .build();

    private Json() {}

    /** Returns the value as JSON on one line. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + value.getClass().getName(), e);
        }
    }

    /**
     * Reads a value of the type.
     *
     * @throws IllegalArgumentException if the text is no JSON or does not fit the type
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Reads any JSON as a tree. */
    public static JsonNode tree(String json) {
        return read(json, JsonNode.class);
    }

    /**
     * Reads any JSON as a tree, as those who must not misread it do.
     *
     * @throws IllegalArgumentException if the text is no JSON, if something comes after it, or if
     *     an object has two fields of one name
     */
    public static JsonNode strictTree(String json) {
        try {
            return MAPPER.readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads through any JSON and keeps nothing of it.
     *
     * @throws IllegalArgumentException if the text is no JSON
     */
    public static void check(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("not JSON: there is nothing");
            }
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the value as JSON, with those fields of the earlier document, at any depth, that the
     * value's type does not know. Those of an element of a list go with it: it is the one that is
     * equal, or the only one whose first field is.
     *
     * @param value a record
     */
    public static String rewrite(String earlier, Object value) {
        Shape shape = Shape.of(value.getClass());
        if (KnownOnly.has(shape, earlier)) {
            return write(value);
        }
        JsonNode fresh = MAPPER.valueToTree(value);
        Keeping.keep(shape, tree(earlier), fresh);
        return write(fresh);
    }

    static ObjectMapper mapper() {
        return MAPPER;
    }
}
