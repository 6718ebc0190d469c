package io.nova.manager.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A policy document in the form that IAM has: statements with an effect, actions and resources.
 *
 * <p>An action may hold {@code *} for any text. The resource is always {@code *}, which means what
 * the caller's own project has: reaching into another project is no matter of policy.
 */
record Policy(List<Statement> statements) {

    /** What a policy says of an action. */
    enum Decision {
        /** Nothing: then it is not allowed. */
        SILENT,
        ALLOW,
        /** Not allowed, whatever other statements say. */
        DENY
    }

    /** One effect on all actions that match. */
    record Statement(boolean allow, List<Pattern> actions) {

        boolean matches(String action) {
            return actions.stream().anyMatch(pattern -> pattern.matcher(action).matches());
        }
    }

    Policy {
        statements = List.copyOf(statements);
    }

    /** Reads a document that is part of this bundle. */
    static Policy load(String name) {
        try (InputStream in = Policy.class.getResourceAsStream("policies/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no policy " + name);
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the policy " + name, e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no policy, or says what would not be obeyed
     */
    static Policy parse(String name, String text) {
        List<Statement> statements = new ArrayList<>();
        for (JsonNode statement : Json.tree(text).path("Statement")) {
            String effect = statement.path("Effect").asText();
            boolean allow = effect.equals("Allow");
            List<Pattern> actions = new ArrayList<>();
            statement.path("Action").forEach(action -> actions.add(glob(action.asText())));
            if ((!allow && !effect.equals("Deny"))
                    || actions.isEmpty()
                    || statement.has("Condition")
                    || !statement.path("Resource").asText().equals("*")) {
                throw new IllegalArgumentException(
                        "policy %s: cannot obey %s".formatted(name, statement));
            }
            statements.add(new Statement(allow, List.copyOf(actions)));
        }
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("policy %s: no statement".formatted(name));
        }
        return new Policy(statements);
    }

    /** Returns what the policies together say. */
    static Decision decide(List<Policy> policies, String action) {
        Decision decision = Decision.SILENT;
        for (Policy policy : policies) {
            for (Statement statement : policy.statements) {
                if (statement.matches(action)) {
                    if (!statement.allow) {
                        return Decision.DENY;
                    }
                    decision = Decision.ALLOW;
                }
            }
        }
        return decision;
    }

    private static Pattern glob(String action) {
        return Pattern.compile(
                Arrays.stream(action.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }
}
