package io.nova.manager.objectstore.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.model.BucketName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one statement of a policy. */
final class StatementReader {

    private static final Set<String> FIELDS =
            Set.of(
                    "Sid",
                    "Effect",
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Condition");

    private static final String S3 = "arn:aws:s3:::";

    private final BucketName bucket;
    private final JsonNode node;
    private final boolean variables;

    StatementReader(BucketName bucket, JsonNode node, boolean variables) {
        this.bucket = bucket;
        this.node = node;
        this.variables = variables;
    }

    Statement read() {
        PolicyReader.requireKnown(node, FIELDS);
        boolean allow = isAllow();
        boolean others = isNegated("Principal");
        if (others && allow) {
            throw PolicyFault.of("Allow with NotPrincipal is not allowed.");
        }
        boolean notActions = isNegated("Action");
        boolean notResources = isNegated("Resource");
        List<Glob> actions = actions(notActions ? "NotAction" : "Action");
        String field = notResources ? "NotResource" : "Resource";
        List<String> names = PolicyReader.texts(node.get(field), field);
        List<PolicyText> resources = names.stream().map(this::resource).toList();
        if (!notActions && !notResources) {
            actions.forEach(action -> requireMatch(action, names));
        }
        return new Statement(
                allow,
                PrincipalReader.read(node.get(others ? "NotPrincipal" : "Principal"), others),
                actions,
                notActions,
                resources,
                notResources,
                ConditionReader.read(
                        node.path("Condition"), variables, meant(actions, notActions)));
    }

    private boolean isAllow() {
        if (!node.has("Effect")) {
            throw PolicyFault.missing("Effect");
        }
        String effect = node.get("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw PolicyFault.of("Invalid effect: " + effect);
        }
        return effect.equals("Allow");
    }

    /** Tells which of the two fields the statement has: exactly one. */
    private boolean isNegated(String field) {
        boolean plain = node.has(field);
        boolean negated = node.has("Not" + field);
        if (plain && negated) {
            throw PolicyFault.of(
                    "Statement must not have both %s and Not%s".formatted(field, field));
        }
        if (!plain && !negated) {
            throw PolicyFault.missing(field);
        }
        return negated;
    }

    private List<Glob> actions(String field) {
        return PolicyReader.texts(node.get(field), field).stream().map(this::action).toList();
    }

    private Glob action(String text) {
        Glob glob = Glob.of(text.toLowerCase(Locale.ROOT));
        if (meant(List.of(glob), false).isEmpty()) {
            throw PolicyFault.of("Policy has invalid action");
        }
        return glob;
    }

    private static Set<String> meant(List<Glob> actions, boolean others) {
        Set<String> all = new HashSet<>(S3Actions.ofBuckets());
        all.addAll(S3Actions.ofObjects());
        return all.stream()
                .filter(name -> others != actions.stream().anyMatch(glob -> glob.matches(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A bucket's policy is about the bucket and what is in it. */
    private PolicyText resource(String text) {
        if (!isOfBucket(text) && !isOfObjects(text)) {
            throw PolicyFault.of("Policy has invalid resource");
        }
        try {
            return PolicyText.of(text, variables);
        } catch (IllegalArgumentException e) {
            throw PolicyFault.of(String.valueOf(e.getMessage()));
        }
    }

    /** Tells whether the bucket itself is meant. */
    private boolean isOfBucket(String text) {
        return Glob.of(text).matches(S3 + bucket);
    }

    /** Tells whether something that may be in the bucket is meant. */
    private boolean isOfObjects(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            // A star may reach into the key.
            return text.endsWith("*") && Glob.of(text).matches(S3 + bucket + "/key");
        }
        return slash < text.length() - 1 && Glob.of(text.substring(0, slash)).matches(S3 + bucket);
    }

    /** Each action must be possible with one of the resources. */
    private void requireMatch(Glob action, List<String> resources) {
        boolean ofBucket =
                S3Actions.ofBuckets().stream().anyMatch(action::matches)
                        && resources.stream().anyMatch(this::isOfBucket);
        boolean ofObjects =
                S3Actions.ofObjects().stream().anyMatch(action::matches)
                        && resources.stream().anyMatch(this::isOfObjects);
        if (!ofBucket && !ofObjects) {
            throw PolicyFault.of("Action does not apply to any resource(s) in statement");
        }
    }
}
