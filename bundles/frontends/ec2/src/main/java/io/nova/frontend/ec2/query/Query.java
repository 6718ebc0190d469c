package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.sigv4.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The parameters of a request, read by type. Lists may begin at 0 or at 1, have gaps, and be
 * written as a bare name with one value.
 */
public final class Query {

    private static final int MAX_DEPTH = 8;
    private static final int LONGEST_TOKEN = 64;

    private final Node root;
    private final String prefix;
    private final List<Given> given;
    private final String host;

    private Query(Node root, String prefix, List<Given> given, String host) {
        this.root = root;
        this.prefix = prefix;
        this.given = given;
        this.host = host;
    }

    private Query(Node root, String prefix) {
        this(root, prefix, List.of(), "");
    }

    /**
     * A parameter as it came.
     *
     * @param form its name with an {@code N} for each number
     */
    public record Given(String name, String form, String value) {

        /** Returns the name, short enough for a message. */
        public String shown() {
            return shorten(name);
        }
    }

    /**
     * @throws InvalidParameterException if a name is given twice or nested too deep
     */
    public static Query of(List<Parameter> parameters) {
        return of(parameters, "");
    }

    /**
     * @param host to whom the client spoke, with the port if it told one
     * @throws InvalidParameterException if a name is given twice or nested too deep
     */
    public static Query of(List<Parameter> parameters, String host) {
        Node root = new Node();
        List<Given> given = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Node node = root;
            String[] parts = parameter.name().split("\\.", -1);
            if (parts.length > MAX_DEPTH) {
                throw unknown(parameter.name());
            }
            for (String part : parts) {
                node = node.child(part);
            }
            if (node.value().isPresent()) {
                throw new InvalidParameterException(
                        Problem.BAD_COMBINATION,
                        shorten(parameter.name()),
                        "The parameter " + shorten(parameter.name()) + " may be given once only");
            }
            node.value(parameter.value());
            given.add(new Given(parameter.name(), Node.form(parts), parameter.value()));
        }
        return new Query(root, "", List.copyOf(given), host);
    }

    static InvalidParameterException unknown(String name) {
        String shown = shorten(name);
        return new InvalidParameterException(
                Problem.UNKNOWN, shown, "The parameter " + shown + " is not recognized");
    }

    /** Returns every parameter, in the order sent. */
    public List<Given> given() {
        return given;
    }

    /** Returns the address at which the client found this service; empty if it did not tell. */
    public String host() {
        return host;
    }

    /** Tells whether there is anything under the name. */
    public boolean has(String name) {
        return root.find(name)
                .filter(
                        node ->
                                !node.isLeaf()
                                        || node.value().filter(v -> !v.isEmpty()).isPresent())
                .isPresent();
    }

    /** Returns the text; a parameter that is there and empty counts as absent, as in EC2. */
    public Optional<String> text(String name) {
        Optional<Node> node = root.find(name);
        if (node.isPresent() && !node.get().isLeaf()) {
            throw InvalidParameterException.badValue(prefix + name, "a structure", "it is a value");
        }
        return node.flatMap(Node::value).filter(value -> !value.isEmpty());
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    /** Returns the fault of a request without the parameter. */
    public InvalidParameterException missing(String name) {
        return InvalidParameterException.missing(prefix + name);
    }

    public <T> Optional<T> parsed(String name, Function<String, T> parser) {
        return text(name).map(parser);
    }

    public Optional<Integer> integer(String name, int min, int max) {
        return text(name)
                .map(
                        value -> {
                            try {
                                int number = Integer.parseInt(value);
                                if (number >= min && number <= max) {
                                    return number;
                                }
                            } catch (NumberFormatException e) {
                                // Told below, as any other value that cannot be.
                            }
                            throw InvalidParameterException.badValue(
                                    prefix + name,
                                    shorten(value),
                                    "it must be a number from %d to %d".formatted(min, max));
                        });
    }

    public boolean flag(String name, boolean otherwise) {
        return text(name).map(value -> flag(prefix + name, value)).orElse(otherwise);
    }

    /** Reads a value that is true or false; empty is false. */
    public static boolean flag(String name, String value) {
        return switch (value) {
            case "true", "True", "1" -> true;
            case "false", "False", "0", "" -> false;
            default ->
                    throw InvalidParameterException.badValue(
                            name, shorten(value), "it must be true or false");
        };
    }

    /** Returns what makes the request repeatable. */
    public Optional<String> clientToken() {
        return text("ClientToken")
                .map(
                        token -> {
                            if (token.length() > LONGEST_TOKEN
                                    || token.chars().anyMatch(c -> c < ' ' || c > '~')) {
                                throw InvalidParameterException.badValue(
                                        "ClientToken",
                                        "...",
                                        "a token has at most 64 characters of ASCII");
                            }
                            return token;
                        });
    }

    /** Returns base64's bytes, as text. */
    public Optional<String> decoded(String name) {
        return text(name)
                .map(
                        value -> {
                            try {
                                return new String(
                                        Base64.getMimeDecoder().decode(value),
                                        StandardCharsets.UTF_8);
                            } catch (IllegalArgumentException e) {
                                InvalidParameterException refusal =
                                        InvalidParameterException.badValue(
                                                prefix + name, "...", "it must be base64");
                                refusal.initCause(e);
                                throw refusal;
                            }
                        });
    }

    /** Returns the texts of a list. */
    public List<String> list(String name) {
        Optional<Node> node = root.find(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get().value().isPresent() && node.get().isLeaf()) {
            return node.get().value().filter(value -> !value.isEmpty()).stream().toList();
        }
        if (!node.get().isList()) {
            throw InvalidParameterException.badValue(prefix + name, "a structure", "it is a list");
        }
        List<String> values = new ArrayList<>();
        for (Node item : node.get().numbered()) {
            values.add(
                    item.value()
                            .orElseThrow(
                                    () ->
                                            InvalidParameterException.badValue(
                                                    prefix + name,
                                                    "a structure",
                                                    "it is a list of values")));
        }
        return values;
    }

    /** Returns the texts of a list where an empty one means something. */
    public List<String> values(String name) {
        return root.find(name)
                .filter(Node::isLeaf)
                .flatMap(Node::value)
                .map(List::of)
                .orElseGet(() -> list(name));
    }

    public <T> List<T> list(String name, Function<String, T> parser) {
        return list(name).stream().map(parser).toList();
    }

    public <T> List<T> requiredList(String name, Function<String, T> parser) {
        List<T> values = list(name, parser);
        if (values.isEmpty()) {
            throw missing(name);
        }
        return values;
    }

    /** Returns the structures of a list. */
    public List<Query> structures(String name) {
        return root.find(name).map(Node::numbered).orElse(List.of()).stream()
                .map(node -> new Query(node, prefix + name + ".N."))
                .toList();
    }

    /** Returns the structure; one without anything in it if it is absent. */
    public Query structure(String name) {
        return new Query(root.find(name).orElseGet(Node::new), prefix + name + ".");
    }

    /** Returns the tags that are to be put on a new resource of the type. */
    public Map<String, String> tagsFor(String resourceType) {
        return tagsFor(resourceType, Set.of(resourceType));
    }

    /**
     * Returns the tags that are to be put on new resources of the type.
     *
     * @param made all types of which the request makes some
     */
    public Map<String, String> tagsFor(String resourceType, Set<String> made) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Query specification : structures("TagSpecification")) {
            String type = specification.required("ResourceType");
            if (!made.contains(type)) {
                throw InvalidParameterException.badValue(
                        "TagSpecification.N.ResourceType",
                        shorten(type),
                        "this request makes "
                                + String.join(" and ", new TreeSet<>(made))
                                + " only");
            }
            if (type.equals(resourceType)) {
                specification.structures("Tag").forEach(tag -> Tags.add(tags, tag));
            }
        }
        return tags;
    }

    /** Returns the tags that the request itself is about. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        structures("Tag").forEach(tag -> Tags.add(tags, tag));
        return tags;
    }

    static String shorten(String value) {
        return value.length() > 60 ? value.substring(0, 60) + "..." : value;
    }
}
