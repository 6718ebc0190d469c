package io.nova.manager.objectstore.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the conditions of a statement. */
final class ConditionReader {

    private static final String IF_EXISTS = "IfExists";

    private ConditionReader() {}

    /**
     * @param actions that the statement is about, in lower case
     */
    static List<Condition> read(JsonNode node, boolean variables, Set<String> actions) {
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isObject()) {
            throw PolicyFault.of("Invalid policy syntax.");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : node.properties()) {
            if (!operator.getValue().isObject() || operator.getValue().isEmpty()) {
                throw PolicyFault.of("Invalid policy syntax.");
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                String name = name(key.getKey(), actions);
                List<String> texts = PolicyReader.texts(key.getValue(), "Condition");
                conditions.add(condition(operator.getKey(), name, texts, variables));
            }
        }
        return conditions;
    }

    private static String name(String key, Set<String> actions) {
        String name = KeyNames.canonical(key);
        if (!KeyNames.isKnown(name)) {
            throw PolicyFault.of("Policy has an invalid condition key");
        }
        if (!KeyNames.belongs(name, actions)) {
            throw PolicyFault.of(
                    "Conditions do not apply to combination of actions and resources in"
                            + " statement");
        }
        return name;
    }

    private static Condition condition(
            String written, String key, List<String> texts, boolean variables) {
        Condition.Scope scope =
                written.startsWith("ForAllValues:")
                        ? Condition.Scope.ALL
                        : written.startsWith("ForAnyValue:")
                                ? Condition.Scope.ANY
                                : Condition.Scope.ONE;
        String rest =
                written.substring(scope == Condition.Scope.ONE ? 0 : written.indexOf(':') + 1);
        boolean ifExists = rest.endsWith(IF_EXISTS);
        String plain = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
        Operator operator =
                Operator.find(plain)
                        .filter(one -> !ifExists || one.type() != Operator.Type.PRESENCE)
                        .orElseThrow(() -> PolicyFault.of("Invalid Condition type : " + written));
        try {
            List<ValueTest> tests =
                    texts.stream().map(text -> operator.maker().make(text, variables)).toList();
            return new Condition(key, operator, scope, ifExists, texts, tests);
        } catch (IllegalArgumentException e) {
            throw PolicyFault.of(String.valueOf(e.getMessage()));
        }
    }
}
