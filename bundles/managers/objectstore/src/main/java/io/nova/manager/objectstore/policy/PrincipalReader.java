package io.nova.manager.objectstore.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.model.InvalidParameterException;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads whom a statement is about. */
final class PrincipalReader {

    private static final Pattern PROJECT = Pattern.compile("[0-9]{12}");
    private static final Pattern NAME =
            Pattern.compile("arn:aws:iam::([0-9]{12}):(?:root|user/(?:[!-~]+/)?([^/]+))");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com");

    private final Set<ProjectId> projects = new HashSet<>();
    private final Set<Principals.User> users = new HashSet<>();
    private final Set<String> services = new HashSet<>();
    private boolean everybody;

    private PrincipalReader() {}

    static Principals read(JsonNode node, boolean negated) {
        PrincipalReader reader = new PrincipalReader();
        if (node.isTextual() && node.asText().equals("*")) {
            reader.everybody = true;
        } else if (node.isObject() && !node.isEmpty()) {
            for (Iterator<String> kinds = node.fieldNames(); kinds.hasNext(); ) {
                String kind = kinds.next();
                PolicyReader.texts(node.get(kind), "Principal")
                        .forEach(text -> reader.add(kind, text));
            }
        } else {
            throw PolicyReader.unknownPrincipal();
        }
        return new Principals(
                negated, reader.everybody, reader.projects, reader.users, reader.services);
    }

    private void add(String kind, String text) {
        switch (kind) {
            case "AWS" -> addAccount(text);
            case "CanonicalUser" -> {
                if (!PROJECT.matcher(text).matches()) {
                    throw PolicyReader.unknownPrincipal();
                }
                projects.add(new ProjectId(text));
            }
            case "Service" -> {
                if (!SERVICE.matcher(text).matches()) {
                    throw PolicyReader.unknownPrincipal();
                }
                services.add(text);
            }
            default -> throw PolicyReader.unknownPrincipal();
        }
    }

    private void addAccount(String text) {
        Matcher name = NAME.matcher(text);
        if (text.equals("*")) {
            everybody = true;
        } else if (PROJECT.matcher(text).matches()) {
            projects.add(new ProjectId(text));
        } else if (!name.matches()) {
            throw PolicyReader.unknownPrincipal();
        } else if (name.group(2) == null) {
            projects.add(new ProjectId(name.group(1)));
        } else {
            users.add(new Principals.User(new ProjectId(name.group(1)), user(name.group(2))));
        }
    }

    private static UserId user(String name) {
        try {
            return new UserId(name);
        } catch (InvalidParameterException e) {
            throw PolicyReader.unknownPrincipal();
        }
    }
}
