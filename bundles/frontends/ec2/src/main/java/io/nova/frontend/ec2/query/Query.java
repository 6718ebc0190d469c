package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a request, as they came: {@link #bind} reads them as what an action declares.
 * Lists may begin at 0 or at 1, have gaps, and be written as a bare name with one value.
 */
public final class Query {

    private static final int MAX_DEPTH = 8;
    private static final String LIST = ".N";

    private final Node root;
    private final List<Given> given;
    private final String host;

    private Query(Node root, List<Given> given, String host) {
        this.root = root;
        this.given = given;
        this.host = host;
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
    public static Query of(List<io.nova.sigv4.Parameter> parameters) {
        return of(parameters, "");
    }

    /**
     * @param host to whom the client spoke, with the port if it told one
     * @throws InvalidParameterException if a name is given twice or nested too deep
     */
    public static Query of(List<io.nova.sigv4.Parameter> parameters, String host) {
        Node root = new Node();
        List<Given> given = new ArrayList<>();
        for (io.nova.sigv4.Parameter parameter : parameters) {
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
        return new Query(root, List.copyOf(given), host);
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

    /** Returns the text; a parameter that is there and empty counts as absent, as in EC2. */
    public Optional<String> text(String name) {
        return root.at(name).flatMap(Node::value).filter(value -> !value.isEmpty());
    }

    /**
     * @throws InvalidParameterException if it is absent
     */
    public String required(String name) {
        return text(name).orElseThrow(() -> InvalidParameterException.missing(name));
    }

    /**
     * Reads every value as one of the type that is declared for it. An empty value is none, but in
     * a list.
     *
     * @param types by the form of the parameter's name
     * @throws InvalidParameterException if one cannot be of its type, or is absent and needed
     */
    public Arguments bind(List<Parameter> declared, Map<String, Type<?>> types) {
        Arguments arguments = new Arguments(root, "", text("Action").orElse(""), host);
        // What is missing is told first.
        arguments.require(declared);
        for (Given one : given) {
            String form = one.form();
            Type<?> type = types.getOrDefault(form, types.get(form + LIST));
            boolean item = form.endsWith(LIST);
            if (type != null && (item || !one.value().isEmpty())) {
                String shown = item ? form.substring(0, form.length() - LIST.length()) : form;
                root.at(one.name()).orElseThrow().bind(type, shown);
            }
        }
        return arguments;
    }

    static String shorten(String value) {
        return value.length() > 60 ? value.substring(0, 60) + "..." : value;
    }
}
