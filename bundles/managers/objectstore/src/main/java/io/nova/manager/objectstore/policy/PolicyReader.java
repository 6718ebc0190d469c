package io.nova.manager.objectstore.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.BucketName;
import io.nova.model.InvalidParameterException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Reads policies, and refuses what is none or would not be obeyed. */
public final class PolicyReader {

    /** The most bytes of a policy, in UTF-8. */
    static final int LONGEST = 20 << 10;

    private static final String VARIABLES_SINCE = "2012-10-17";
    private static final Set<String> VERSIONS = Set.of("2008-10-17", VARIABLES_SINCE);
    private static final Set<String> FIELDS = Set.of("Version", "Id", "Statement");

    private PolicyReader() {}

    /**
     * Reads the policy of a bucket.
     *
     * @throws InvalidParameterException {@code MALFORMED} with the name {@code Policy} if it is
     *     none, or one for another bucket
     */
    public static PolicyDocument read(BucketName bucket, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw PolicyFault.of("Policy exceeds the maximum allowed document size.");
        }
        JsonNode root = tree(text);
        requireKnown(root, FIELDS);
        boolean variables = hasVariables(root.path("Version"));
        List<Statement> statements = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : statements(root.path("Statement"))) {
            StatementReader reader = new StatementReader(bucket, node, variables);
            statements.add(reader.read());
            if (node.has("Sid") && !names.add(node.get("Sid").asText())) {
                throw PolicyFault.of("Statement IDs (SID) in a single policy must be unique.");
            }
        }
        return new PolicyDocument(statements);
    }

    /** Says that a policy names somebody who is not there. */
    public static InvalidParameterException unknownPrincipal() {
        return PolicyFault.of("Invalid principal in policy");
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode root = Json.strictTree(text);
            if (root.isObject() && text.startsWith("{")) {
                return root;
            }
        } catch (IllegalArgumentException e) {
            // Said below: the words of the parser are not those of S3.
        }
        throw PolicyFault.of("Policies must be valid JSON and the first byte must be '{'");
    }

    private static boolean hasVariables(JsonNode version) {
        if (version.isMissingNode()) {
            return false;
        }
        if (!VERSIONS.contains(version.asText())) {
            throw PolicyFault.of("The policy must contain a valid version string");
        }
        return version.asText().equals(VARIABLES_SINCE);
    }

    private static Iterable<JsonNode> statements(JsonNode node) {
        if (node.isMissingNode()) {
            throw PolicyFault.missing("Statement");
        }
        if (node.isEmpty()) {
            throw PolicyFault.of("Could not parse the policy: Statement is empty!");
        }
        return node.isArray() ? node : List.of(node);
    }

    /**
     * @throws InvalidParameterException if a field is none of those
     */
    static void requireKnown(JsonNode node, Set<String> fields) {
        if (!node.isObject()) {
            throw PolicyFault.of("Invalid policy syntax.");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw PolicyFault.of("Unknown field " + name);
            }
        }
    }

    /**
     * Returns the texts of a field that has one or several.
     *
     * @throws InvalidParameterException if it has something else, or nothing
     */
    static List<String> texts(JsonNode node, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node : List.of(node)) {
            if (!one.isValueNode() || one.isNull()) {
                throw PolicyFault.of("Invalid policy syntax.");
            }
            texts.add(one.asText());
        }
        if (texts.isEmpty()) {
            throw PolicyFault.of("Missing required field %s cannot be empty!".formatted(field));
        }
        return texts;
    }
}
