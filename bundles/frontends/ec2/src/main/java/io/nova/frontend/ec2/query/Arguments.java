package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a request, each of the type that its action declares, or those of a structure
 * among them. What is declared otherwise, or not at all, cannot be read.
 */
public final class Arguments {

    private final Node root;
    private final String prefix;
    private final String action;
    private final String host;

    /**
     * @param prefix what the names of all begin with, with its last dot; empty at the top
     */
    Arguments(Node root, String prefix, String action, String host) {
        this.root = root;
        this.prefix = prefix;
        this.action = action;
        this.host = host;
    }

    /** Returns the name of the action. */
    public String action() {
        return action;
    }

    /** Returns the address at which the client found this service; empty if it did not tell. */
    public String host() {
        return host;
    }

    /** Tells whether there is anything under the name. */
    public boolean has(Parameter parameter) {
        return there(parameter).isPresent();
    }

    private Optional<Node> there(Parameter parameter) {
        return root.at(parameter.name()).filter(node -> !node.isEmpty());
    }

    /** Returns the value; a parameter that is there and empty counts as absent, as in EC2. */
    public <T> Optional<T> find(Value<T> parameter) {
        return there(parameter).map(node -> node.typed(parameter.type()));
    }

    /**
     * @throws InvalidParameterException if it is absent
     */
    public <T> T get(Value<T> parameter) {
        return find(parameter).orElseThrow(() -> missing(parameter));
    }

    /** Tells whether the flag is set; not if it is absent. */
    public boolean is(Value<Boolean> flag) {
        return find(flag).orElse(false);
    }

    /** Returns the text where an empty one means something too; empty if it is absent. */
    public Optional<String> raw(Value<String> parameter) {
        return root.at(parameter.name()).flatMap(Node::value);
    }

    /**
     * Returns the number, for which another parameter sets narrower bounds than its type.
     *
     * @throws InvalidParameterException if it is out of these
     */
    public Optional<Integer> within(Value<Integer> parameter, int min, int max) {
        Type<Integer> narrower = Type.integer(min, max);
        return find(parameter)
                .map(number -> narrower.read(named(parameter.name()), number.toString()));
    }

    /** Returns the values of a list. */
    public <T> List<T> list(Values<T> parameter) {
        Optional<Node> list = there(parameter);
        if (list.isEmpty()) {
            return List.of();
        }
        if (list.get().isLeaf()) {
            return List.of(list.get().typed(parameter.type()));
        }
        if (!list.get().isList()) {
            throw InvalidParameterException.badValue(
                    prefix + parameter.name(), "a structure", "it is a list");
        }
        List<T> values = new ArrayList<>();
        list.get().numbered().forEach(item -> values.add(item.typed(parameter.type())));
        return values;
    }

    /** Returns the texts of a list where a single empty one means something. */
    List<String> texts(Values<String> parameter) {
        return root.at(parameter.name())
                .filter(Node::isLeaf)
                .flatMap(Node::value)
                .map(List::of)
                .orElseGet(() -> list(parameter));
    }

    /** Returns the structure; one without anything in it if it is absent. */
    public Arguments structure(Structure parameter) {
        return below(
                root.at(parameter.name()).orElseGet(Node::new), prefix + parameter.name() + ".");
    }

    /** Returns the structures of a list. */
    public List<Arguments> structures(Structures parameter) {
        return root.at(parameter.name()).map(Node::numbered).orElse(List.of()).stream()
                .map(node -> below(node, prefix + parameter.name() + ".N."))
                .toList();
    }

    private Arguments below(Node node, String names) {
        return new Arguments(node, names, action, host);
    }

    /** Returns the fault of a request without the parameter. */
    public InvalidParameterException missing(Parameter parameter) {
        return InvalidParameterException.missing(named(parameter.name()));
    }

    /** Returns how the request calls a parameter that lies here. */
    public String named(String parameter) {
        return prefix + parameter;
    }

    /**
     * @throws InvalidParameterException if one is absent that must be there, or a member in a
     *     structure that is there
     */
    void require(List<Parameter> declared) {
        for (Parameter one : declared) {
            if (one.needed() && !has(one)) {
                throw missing(one);
            } else if (one instanceof Structure part && has(one)) {
                structure(part).require(part.members());
            } else if (one instanceof Structures list) {
                structures(list).forEach(item -> item.require(list.members()));
            }
        }
    }
}
