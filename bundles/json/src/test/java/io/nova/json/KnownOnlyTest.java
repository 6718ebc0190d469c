package io.nova.json;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownOnlyTest {

    record Part(String x, Optional<Part> more) {}

    record Whole(String a, List<Part> b, Map<String, Part> c, Optional<Part> d, Secondary e) {}

    record Secondary(List<String> texts, JsonNode any) {

        public boolean isEmpty() {
            return texts.isEmpty();
        }
    }

    private static final Shape KNOWN = Shape.of(Whole.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\": \"{\\\"z\\\":1}\", \"b\" : [{\"x\": \"z\"}, {\"x\": \"y\"}]}",
                "{\"b\":[{\"x\":\"\",\"more\":{\"x\":\"y\",\"more\":{}}}]}",
                "{\"a\":\"ends with \\\\\",\"b\":\"\\\\\\\"c\\\":\"}",
                "{\"c\":{\"anything\":{\"x\":\"\"},\"z\":{\"more\":{}}}}",
                "{\"e\":{\"texts\":[\"z\",\":\"],\"any\":{\"z\":[{\"y\":1}]},\"empty\":true}}"
            })
    void whatTheTypeKnowsIsKnownAtAnyDepth(String document) {
        Json.check(document);
        assertTrue(KnownOnly.has(KNOWN, document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"z\":1}",
                "{\"a\":1,\"z\":{}}",
                "{\"a\":{\"a\":[1,{}]}, \"z\" : null}",
                "{\"a\":\"\\\\\",\"z\":\"\"}",
                "{\"b\":[{\"x\":\"\"},{\"z\":1}]}",
                "{\"b\":[{\"more\":{\"more\":{\"z\":1}}}]}",
                "{\"c\":{\"key\":{\"z\":1}}}",
                "{\"d\":{\"x\":\"\",\"z\":[]}}",
                "{\"e\":{\"any\":{\"y\":1},\"z\":1}}",
                "{\"a\":\"b\"",
                "{}}",
                "{\"a"
            })
    void anotherFieldIsFoundAndABrokenDocumentIsDoubted(String document) {
        assertFalse(KnownOnly.has(KNOWN, document));
    }
}
