package io.nova.frontend.ec2;

import static java.util.Objects.requireNonNull;

import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an action declares of itself: from this alone its parameters, its permission and its DryRun
 * follow.
 *
 * @param name as in the request, and in the permission {@code ec2:Name}
 * @param resource what it is about
 * @param mutates whether it changes anything
 * @param parameters the first parts of the names that it takes
 * @param only parameters that are taken with one value, since nothing else can be had yet
 */
public record ActionSpec(
        String name,
        ResourceType resource,
        boolean mutates,
        Set<String> parameters,
        Map<String, String> only) {

    private static final Set<String> COMMON = Set.of("Action", "Version", "DryRun");

    public ActionSpec {
        requireNonNull(name, "name");
        requireNonNull(resource, "resource");
        parameters = Set.copyOf(parameters);
        only = Map.copyOf(only);
    }

    /** Begins the declaration of an action that only reads. */
    public static Builder reads(String name, ResourceType resource) {
        return new Builder(name, resource, false);
    }

    /** Begins the declaration of an action that changes something. */
    public static Builder changes(String name, ResourceType resource) {
        return new Builder(name, resource, true);
    }

    /** Returns what a caller must be allowed to do. */
    public String permission() {
        return "ec2:" + name;
    }

    /**
     * @throws InvalidParameterException if there is a parameter that the action does not take
     * @throws UnsupportedException if one has a value that cannot be had yet
     */
    void check(Query query) {
        for (String parameter : query.names()) {
            if (!parameters.contains(parameter) && !COMMON.contains(parameter)) {
                throw new InvalidParameterException(
                        Problem.UNKNOWN,
                        parameter,
                        "The parameter %s is not recognized by %s"
                                .formatted(shown(parameter), name));
            }
        }
        only.forEach(
                (parameter, value) -> {
                    if (query.text(parameter).filter(given -> !given.equals(value)).isPresent()) {
                        throw new UnsupportedException(
                                resource,
                                parameter,
                                "%s can only be %s in this cloud".formatted(parameter, value));
                    }
                });
    }

    private static String shown(String parameter) {
        return parameter.length() > 60 ? parameter.substring(0, 60) + "..." : parameter;
    }

    /** Collects what an action declares. */
    public static final class Builder {

        private final String name;
        private final ResourceType resource;
        private final boolean mutates;
        private final Set<String> parameters = new LinkedHashSet<>();
        private final Map<String, String> only = new LinkedHashMap<>();

        private Builder(String name, ResourceType resource, boolean mutates) {
            this.name = name;
            this.resource = resource;
            this.mutates = mutates;
        }

        /** Takes parameters of these names, and whatever follows a dot behind them. */
        public Builder takes(String... names) {
            parameters.addAll(Set.of(names));
            return this;
        }

        /** Takes filters and pages. */
        public Builder describes() {
            return takes("Filter", "MaxResults", "NextToken");
        }

        /** Takes the parameter with this value only. */
        public Builder only(String parameter, String value) {
            only.put(parameter, value);
            return takes(parameter);
        }

        public ActionSpec build() {
            return new ActionSpec(name, resource, mutates, parameters, only);
        }
    }
}
