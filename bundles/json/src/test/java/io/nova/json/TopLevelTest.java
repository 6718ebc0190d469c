package io.nova.json;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopLevelTest {

    private static final Set<String> KNOWN = Set.of("a", "b");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\": {\"x\": 1}, \"b\" : [{\"y\": \"z\"}, \"c\"]}",
                "{\"a\":\"{\\\"c\\\":1}\",\"b\":\"c\"}",
                "{\"a\":\"ends with \\\\\",\"b\":\"\\\\\\\"c\\\":\"}"
            })
    void whatIsInsideOfAFieldDoesNotCount(String document) {
        Json.check(document);
        assertTrue(TopLevel.hasOnly(KNOWN, document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"c\":1}",
                "{\"a\":1,\"c\":{}}",
                "{\"a\":{\"a\":[1,{}]}, \"c\" : null}",
                "{\"a\":\"\\\\\",\"c\":\"\"}",
                "{\"a\":\"b\"",
                "{\"a"
            })
    void anotherFieldIsFoundAndABrokenDocumentIsDoubted(String document) {
        assertFalse(TopLevel.hasOnly(KNOWN, document));
    }
}
