package io.nova.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nova.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Members of the release before and of the one after talk to those of this one. The messages of the
 * release before are in {@code messages-1.txt}, each with every field; after a release they are
 * made anew from what {@link #today()} returns, and what cannot be read any longer needs a version
 * of its own in its {@link MessageType}.
 */
class StoredMessagesTest {

    private static final List<Class<?>> PROTOCOLS =
            List.of(
                    ComputeProtocol.class,
                    HostProtocol.class,
                    ImageProtocol.class,
                    MetadataProtocol.class,
                    NetworkProtocol.class,
                    VolumeProtocol.class);

    /** A body: of what, and in which version. */
    private record Body(Class<?> type, int version, String text) {}

    private static Map<String, Body> today() throws IllegalAccessException {
        Map<String, Body> bodies = new TreeMap<>();
        for (Class<?> protocol : PROTOCOLS) {
            for (Field field : protocol.getDeclaredFields()) {
                if (field.getType() == MessageType.class) {
                    field.setAccessible(true);
                    MessageType<?, ?> type = (MessageType<?, ?>) field.get(null);
                    add(bodies, type, "question", type.question());
                    add(bodies, type, "answer", type.answer());
                }
            }
        }
        return bodies;
    }

    private static void add(
            Map<String, Body> bodies, MessageType<?, ?> type, String what, Class<?> body) {
        bodies.put(
                type.name() + " " + what,
                new Body(body, type.version(), Json.write(Samples.of(body))));
    }

    private static Map<String, String> before() throws IOException {
        Map<String, String> stored = new TreeMap<>();
        try (InputStream in = StoredMessagesTest.class.getResourceAsStream("messages-1.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 3))
                    .forEach(words -> stored.put(words[0] + " " + words[1], words[2]));
        }
        return stored;
    }

    @Test
    void everyMessageOfTheReleaseBeforeIsReadWithAllItSays() throws Exception {
        Map<String, Body> today = today();
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, String> stored : before().entrySet()) {
            Body body = today.get(stored.getKey());
            if (body == null || body.version() != 1) {
                lost.add(stored.getKey());
                continue;
            }
            JsonNode again = Json.tree(Json.write(Json.read(stored.getValue(), body.type())));
            if (!contains(again, Json.tree(stored.getValue()))) {
                lost.add(stored.getKey() + ": " + stored.getValue() + " became " + again);
            }
        }
        assertEquals(List.of(), lost);
        assertFalse(before().isEmpty());
    }

    @Test
    void aReaderOfThisReleasePassesOverWhatOneAfterItAdds() throws Exception {
        for (Body body : today().values()) {
            ObjectNode newer = (ObjectNode) Json.tree(body.text());
            newer.put("addedLater", "unknown");
            for (JsonNode inner : newer) {
                if (inner instanceof ObjectNode object) {
                    object.put("addedLater", 1);
                }
            }
            assertEquals(body.text(), Json.write(Json.read(newer.toString(), body.type())));
        }
    }

    @Test
    void everyMessageIsAmongThoseOfTheReleaseBeforeOrIsNew() throws Exception {
        // All of them are stored once: what is new since is added when it is released.
        assertTrue(today().size() >= before().size(), "messages were forgotten");
    }

    private static boolean contains(JsonNode whole, JsonNode part) {
        if (part.isObject()) {
            return whole.isObject()
                    && part.properties().stream()
                            .allMatch(
                                    field ->
                                            whole.has(field.getKey())
                                                    && contains(
                                                            whole.get(field.getKey()),
                                                            field.getValue()));
        }
        if (part.isArray()) {
            boolean same = whole.isArray() && whole.size() == part.size();
            for (int i = 0; same && i < part.size(); i++) {
                same = contains(whole.get(i), part.get(i));
            }
            return same;
        }
        return whole.equals(part);
    }

    /** Prints what is to be stored after a release. */
    public static void main(String[] none) throws Exception {
        today().forEach((name, body) -> System.out.println(name + " " + body.text()));
    }
}
