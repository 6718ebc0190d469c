package io.nova.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nova.json.Shape.Entries;
import io.nova.json.Shape.Fields;
import io.nova.json.Shape.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts what a newer writer added to a document, at any depth, into what an older one makes of it.
 * What an element of a list had goes to the one that is equal in all that is known, or else to the
 * only one of the same first field, such as its id: where none is left, it goes with its element.
 */
final class Keeping {

    private Keeping() {}

    static void keep(Shape shape, JsonNode old, JsonNode fresh) {
        if (shape instanceof Fields fields
                && old instanceof ObjectNode from
                && fresh instanceof ObjectNode to) {
            keepFields(fields, from, to);
        } else if (shape instanceof Entries entries
                && old instanceof ObjectNode from
                && fresh instanceof ObjectNode to) {
            to.properties()
                    .forEach(
                            entry ->
                                    keep(
                                            entries.value(),
                                            from.path(entry.getKey()),
                                            entry.getValue()));
        } else if (shape instanceof Items items
                && items.element() instanceof Fields fields
                && old instanceof ArrayNode from
                && fresh instanceof ArrayNode to) {
            keepElements(items.type(), fields, from, to);
        }
    }

    private static void keepFields(Fields fields, ObjectNode old, ObjectNode fresh) {
        Map<String, Shape> known = fields.known();
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            Shape shape = known.get(field.getKey());
            if (shape == null) {
                fresh.set(field.getKey(), field.getValue());
            } else if (isSame(shape, field.getValue(), fresh.path(field.getKey()))) {
                keep(shape, field.getValue(), fresh.path(field.getKey()));
            }
        }
    }

    /** Tells whether a part is still about the same thing: if it has an id, that is the same. */
    private static boolean isSame(Shape shape, JsonNode old, JsonNode fresh) {
        return !(shape instanceof Fields fields && fields.isIdentified())
                || first(fields, old).equals(first(fields, fresh));
    }

    private static JsonNode first(Fields fields, JsonNode element) {
        return element.path(fields.known().keySet().iterator().next());
    }

    private static void keepElements(JavaType type, Fields fields, ArrayNode old, ArrayNode fresh) {
        List<JsonNode> left = new ArrayList<>();
        List<JsonNode> open = new ArrayList<>();
        fresh.forEach(open::add);
        for (JsonNode element : old) {
            int equal = open.indexOf(understood(type, element));
            if (equal < 0) {
                left.add(element);
            } else {
                keep(fields, element, open.remove(equal));
            }
        }
        for (JsonNode element : left) {
            JsonNode id = first(fields, element);
            List<JsonNode> same = with(fields, id, open);
            if (same.size() == 1 && with(fields, id, left).size() == 1) {
                keep(fields, element, same.get(0));
            }
        }
    }

    private static List<JsonNode> with(Fields fields, JsonNode id, List<JsonNode> elements) {
        return elements.stream().filter(one -> first(fields, one).equals(id)).toList();
    }

    /** Returns the element as who knows the type alone writes it. */
    private static JsonNode understood(JavaType type, JsonNode element) {
        try {
            Object value = Json.mapper().readerFor(type).readValue(element);
            return Json.mapper().valueToTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type + ": " + e.getOriginalMessage(), e);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("not a " + type, e);
        }
    }
}
