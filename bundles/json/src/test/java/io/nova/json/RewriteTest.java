package io.nova.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.model.HostId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What an older release leaves of fields that a newer one put into the parts of a record. */
class RewriteTest {

    record Disk(HostId id, int size, Optional<Disk> base) {}

    record Machine(
            String name,
            List<Disk> disks,
            Map<String, Disk> named,
            Optional<Disk> root,
            Set<Disk> kept) {

        public boolean isBare() {
            return disks.isEmpty();
        }
    }

    private static final String NEWER =
            """
            {"name": "one", "colour": "red",
             "disks": [{"id": "a", "size": 1, "speed": 10},
                       {"id": "b", "size": 2, "speed": 20, "base": {"id": "z", "size": 9, "speed": 90}}],
             "named": {"first": {"id": "a", "size": 1, "speed": 10}, "gone": {"id": "b", "size": 2, "speed": 20}},
             "root": {"id": "a", "size": 1, "speed": 10},
             "kept": [{"id": "a", "size": 1, "speed": 10}, {"id": "a", "size": 2, "speed": 30}],
             "bare": true}
            """;

    private static Disk disk(String id, int size) {
        return new Disk(new HostId(id), size, Optional.empty());
    }

    private static JsonNode rewritten(Machine machine) {
        return Json.tree(Json.rewrite(NEWER, machine));
    }

    private static Machine read() {
        return Json.read(NEWER, Machine.class);
    }

    @Test
    void whatIsNotChangedIsAsItWas() {
        Machine machine = read();
        JsonNode after = rewritten(machine);
        JsonNode expected = Json.tree(NEWER.replace("\"bare\": true", "\"bare\": false"));
        assertEquals(expected.get("disks"), after.get("disks"));
        assertEquals(expected.get("named"), after.get("named"));
        assertEquals(expected.get("root"), after.get("root"));
        assertEquals(Set.copyOf(list(expected.get("kept"))), Set.copyOf(list(after.get("kept"))));
        assertEquals("red", after.get("colour").asText());
        assertFalse(after.get("bare").asBoolean(), "what is made of the others is made anew");
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Test
    void anElementKeepsItsOwnWhereverItGoesAndWhateverOfItChanges() {
        Machine old = read();
        JsonNode after =
                rewritten(
                        new Machine(
                                "two",
                                List.of(
                                        disk("c", 3),
                                        new Disk(new HostId("b"), 22, old.disks().get(1).base()),
                                        disk("a", 1)),
                                Map.of("first", disk("a", 11)),
                                Optional.of(disk("a", 12)),
                                Set.of()));
        JsonNode disks = after.get("disks");
        assertFalse(disks.get(0).has("speed"), "a new one has nothing of another");
        assertEquals(20, disks.get(1).get("speed").asInt());
        assertEquals(22, disks.get(1).get("size").asInt());
        assertEquals(90, disks.get(1).get("base").get("speed").asInt());
        assertEquals(10, disks.get(2).get("speed").asInt());
        assertEquals(10, after.get("named").get("first").get("speed").asInt());
        assertFalse(after.get("named").has("gone"), "what was taken out does not come back");
        assertEquals(10, after.get("root").get("speed").asInt());
    }

    @Test
    void anotherThingInTheSamePlaceHasNothingOfTheOneBefore() {
        JsonNode after =
                rewritten(
                        new Machine(
                                "two",
                                List.of(),
                                Map.of(),
                                Optional.of(disk("b", 1)),
                                // Which of two of one id is meant nobody can say.
                                Set.of(disk("a", 7), disk("a", 8))));
        assertFalse(after.get("root").has("speed"));
        after.get("kept").forEach(one -> assertFalse(one.has("speed"), one.toString()));
        assertEquals(0, after.get("disks").size());
    }

    record Health(String word, int failures) {}

    record Checked(String name, Health health) {}

    @Test
    void aPartWithoutAnIdIsTheSameWhateverOfItChanges() {
        String newer = "{\"name\":\"one\",\"health\":{\"word\":\"ok\",\"since\":7}}";
        String after = Json.rewrite(newer, new Checked("one", new Health("bad", 1)));
        assertEquals(
                "{\"name\":\"one\",\"health\":{\"word\":\"bad\",\"failures\":1,\"since\":7}}",
                after);
    }
}
