package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.frontend.s3.FormCondition.Operation;
import io.nova.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the policies of forms, and refuses whatever is none with {@code InvalidPolicyDocument}. */
final class FormPolicyReader {

    private static final String EXPIRATION = "expiration";
    private static final String CONDITIONS = "conditions";
    private static final String LENGTH = "content-length-range";

    private final List<FormCondition> conditions = new ArrayList<>();
    private FormLimit limit = FormLimit.NONE;

    private FormPolicyReader() {}

    /**
     * @param base64 the policy as it stands in the form
     */
    static FormPolicy read(String base64) {
        JsonNode root = tree(decode(base64));
        root.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!name.equals(EXPIRATION) && !name.equals(CONDITIONS)) {
                                throw invalid("Unexpected: '%s'".formatted(name));
                            }
                        });
        if (!root.has(EXPIRATION)) {
            throw invalid("Policy missing expiration.");
        }
        if (!root.has(CONDITIONS)) {
            throw invalid("Policy missing conditions.");
        }
        if (!root.get(CONDITIONS).isArray()) {
            throw invalid("Invalid 'conditions' value: must be a List.");
        }
        FormPolicyReader reader = new FormPolicyReader();
        root.get(CONDITIONS).forEach(reader::condition);
        return new FormPolicy(
                expiration(root.get(EXPIRATION).asText()), reader.conditions, reader.limit);
    }

    private static String decode(String base64) {
        try {
            // Old forms have it in lines.
            byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("[\r\n\t ]", ""));
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException e) {
            throw invalid("invalid Base64 encoding.");
        } catch (CharacterCodingException e) {
            throw invalid("Invalid JSON.");
        }
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode root = Json.tree(unescaped(text));
            if (root.isObject()) {
                return root;
            }
        } catch (IllegalArgumentException e) {
            // Said below: the words of the parser are not those of S3.
        }
        throw invalid("Invalid JSON.");
    }

    /** Policies may escape the dollar sign, which JSON does not know. */
    private static String unescaped(String text) {
        StringBuilder json = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
                if (text.charAt(i) != '$') {
                    json.append('\\');
                }
            }
            json.append(text.charAt(i));
        }
        return json.toString();
    }

    private static Instant expiration(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid("Invalid 'expiration' value: '%s'".formatted(text));
        }
    }

    private void condition(JsonNode node) {
        if (node.isObject()) {
            simple(node);
        } else if (node.isArray()) {
            operation(node);
        } else {
            throw invalid("Invalid condition test: must be a List or Object.");
        }
    }

    private void simple(JsonNode node) {
        if (node.size() != 1) {
            throw invalid(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property"
                            + " specified.");
        }
        Map.Entry<String, JsonNode> pair = node.properties().iterator().next();
        if (!pair.getValue().isTextual()) {
            throw invalid("Invalid Simple-Condition: value must be a string.");
        }
        add(Operation.EQ, pair.getKey(), pair.getValue().textValue());
    }

    private void operation(JsonNode node) {
        String word = node.path(0).asText();
        if (word.isEmpty()) {
            throw invalid("Invalid Condition: missing operation identifier.");
        }
        if (node.size() != 3) {
            throw invalid("Invalid %s: wrong number of arguments.".formatted(word));
        }
        if (word.equalsIgnoreCase(LENGTH)) {
            limit = limit.and(new FormLimit(bytes(node.get(1)), bytes(node.get(2))));
            return;
        }
        Operation operation =
                Operation.find(word)
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "Invalid Condition: unknown operation '%s'."
                                                        .formatted(word)));
        String field = node.get(1).asText();
        if (!field.startsWith("$") || !node.get(2).isTextual()) {
            throw invalid("Invalid %s: arguments must be a $field and a string.".formatted(word));
        }
        add(operation, field.substring(1), node.get(2).textValue());
    }

    private void add(Operation operation, String field, String value) {
        conditions.add(new FormCondition(operation, field.toLowerCase(Locale.ROOT), value));
    }

    private static long bytes(JsonNode node) {
        String text = node.asText();
        if (!text.matches("[0-9]{1,18}")) {
            throw invalid("Invalid %s: '%s' is no length.".formatted(LENGTH, text));
        }
        return Long.parseLong(text);
    }

    private static S3Fault invalid(String what) {
        return new S3Fault(S3Code.InvalidPolicyDocument, "Invalid Policy: " + what);
    }
}
