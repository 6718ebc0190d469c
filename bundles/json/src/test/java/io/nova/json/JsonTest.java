package io.nova.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceId;
import io.nova.model.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    record Sample(InstanceId id, Optional<String> note, Instant at, List<Optional<String>> more) {}

    record Leaky(Secret secret) {}

    private static final Sample SAMPLE =
            new Sample(
                    new InstanceId("i-0123456789abcdef0"),
                    Optional.empty(),
                    Instant.parse("2026-01-02T03:04:05.678Z"),
                    List.of());

    @Test
    void writesIdsAndInstantsAsText() {
        assertEquals(
                "{\"id\":\"i-0123456789abcdef0\",\"at\":\"2026-01-02T03:04:05.678Z\",\"more\":[]}",
                Json.write(SAMPLE));
    }

    @Test
    void readsBackWhatItWrote() {
        assertEquals(SAMPLE, Json.read(Json.write(SAMPLE), Sample.class));
    }

    @Test
    void keepsTheFieldsOfANewerWriter() {
        String newer = "{\"id\":\"i-0123456789abcdef0\",\"note\":\"old\",\"colour\":{\"r\":1}}";
        var rewritten = Json.tree(Json.rewrite(newer, SAMPLE));
        assertEquals(1, rewritten.get("colour").get("r").asInt());
        assertFalse(rewritten.has("note"), "a known field that is absent now must not come back");
    }

    @Test
    void refusesAMalformedIdWithoutAStackOfItsOwn() {
        var refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Json.read("{\"id\":\"x\",\"more\":[]}", Sample.class));
        assertTrue(refusal.getMessage().startsWith("not a Sample"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1, {\"a\": [true, null]}]", "\"text\"", "7", " {\"a\": 1} "})
    void takesJsonForJson(String text) {
        Json.check(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{\"a\"}", "{\"a\": 1", "text", "{} }", "\"a"})
    void takesNothingElseForJson(String text) {
        assertThrows(IllegalArgumentException.class, () -> Json.check(text));
    }

    @Test
    void neverWritesASecret() {
        Leaky leaky = new Leaky(Secret.of("swordfish"));
        var refusal = assertThrows(IllegalArgumentException.class, () -> Json.write(leaky));
        assertFalse(String.valueOf(refusal.getCause()).contains("swordfish"));
    }

    @Test
    void readsStrictlyWhatMustNotBeMisread() {
        assertEquals("b", Json.strictTree("{\"a\":\"b\"} ").path("a").asText());
        for (String wrong : List.of("{\"a\":1,\"a\":2}", "{} {}", "{", "", "{}x")) {
            assertThrows(IllegalArgumentException.class, () -> Json.strictTree(wrong), wrong);
        }
    }
}
