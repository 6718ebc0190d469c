package io.nova.frontend.ec2;

import static java.util.Objects.requireNonNull;

import io.nova.frontend.ec2.limit.RequestLimits.Kind;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an action declares of itself: from this alone its parameters, its permission and its DryRun
 * follow.
 *
 * <p>Parameters are named whole, with an {@code N} where a number stands: {@code InstanceId.N},
 * {@code Filter.N.Value.N}, {@code Placement.AvailabilityZone}.
 *
 * @param name as in the request, and in the permission {@code ec2:Name}
 * @param resource what it is about
 * @param mutates whether it changes anything
 * @param parameters those that it takes
 * @param required those of them without which it does nothing
 * @param only those of them that are taken with one value, since nothing else can be had yet
 * @param flags those of them that are true or false, and make no difference in this cloud
 * @param refused what EC2 takes and this cloud does not offer; a name stands for all below it
 * @param counted the parameter that names or numbers the instances that a request is about, where
 *     EC2 limits these too
 * @param filters the table of those that it takes; empty: it takes none
 */
public record ActionSpec(
        String name,
        ResourceType resource,
        boolean mutates,
        Set<String> parameters,
        List<String> required,
        Map<String, String> only,
        Set<String> flags,
        Set<String> refused,
        Optional<String> counted,
        Optional<Filters<?>> filters) {

    private static final Set<String> COMMON = Set.of("Action", "Version", "DryRun");

    public ActionSpec {
        requireNonNull(name, "name");
        requireNonNull(resource, "resource");
        parameters = Set.copyOf(parameters);
        required = List.copyOf(required);
        only = Map.copyOf(only);
        flags = Set.copyOf(flags);
        refused = Set.copyOf(refused);
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

    /** Returns whose tokens a request takes. */
    Kind kind(Query query) {
        if (mutates) {
            return Kind.CHANGE;
        }
        boolean selects = parameters.contains("MaxResults") || parameters.contains("Filter.N.Name");
        return selects && query.given().stream().allMatch(one -> COMMON.contains(one.form()))
                ? Kind.UNPAGED_READ
                : Kind.READ;
    }

    /** Returns how many instances a request is about, where EC2 limits these too; else 0. */
    int instances(Query query) {
        if (counted.isEmpty()) {
            return 0;
        }
        String name = counted.get();
        return name.endsWith(".N")
                ? query.list(name.substring(0, name.length() - 2)).size()
                : query.integer(name, 1, Integer.MAX_VALUE).orElse(1);
    }

    /**
     * @throws InvalidParameterException if there is a parameter that the action does not take, or
     *     one missing that it needs, or if there is no such filter
     * @throws UnsupportedException if one has a value that cannot be had yet
     */
    void check(Query query) {
        query.given().forEach(this::check);
        for (String parameter : required) {
            if (!query.has(parameter)) {
                throw InvalidParameterException.missing(parameter);
            }
        }
        filters.ifPresent(table -> table.of(query));
    }

    private void check(Query.Given given) {
        String form = given.form();
        if (takes(form)) {
            String value = only.get(form);
            if (value != null && !given.value().isEmpty() && !given.value().equals(value)) {
                throw new UnsupportedException(
                        resource, form, "%s can only be %s in this cloud".formatted(form, value));
            }
            if (flags.contains(form)) {
                var unused = Query.flag(form, given.value());
            }
        } else if (refused.stream().anyMatch(one -> form.equals(one) || isBelow(form, one))) {
            throw new UnsupportedException(
                    resource,
                    form,
                    "%s is not offered by this cloud yet; leave it out".formatted(given.shown()));
        } else if (!isEmptyList(given)) {
            throw new InvalidParameterException(
                    Problem.UNKNOWN,
                    given.shown(),
                    "The parameter %s is not recognized by %s".formatted(given.shown(), name));
        }
    }

    /** A list of one may be written without its number, as clients of 2010 do. */
    private boolean takes(String form) {
        return COMMON.contains(form)
                || parameters.contains(form)
                || parameters.contains(form + ".N");
    }

    /** Clients write an empty list as its bare name without a value. */
    private boolean isEmptyList(Query.Given given) {
        return given.value().isEmpty()
                && parameters.stream().anyMatch(one -> isBelow(one, given.form()));
    }

    private static boolean isBelow(String name, String ancestor) {
        return name.startsWith(ancestor + ".");
    }

    /** Collects what an action declares. */
    public static final class Builder {

        private final String name;
        private final ResourceType resource;
        private final boolean mutates;
        private final Set<String> parameters = new LinkedHashSet<>();
        private final Set<String> required = new LinkedHashSet<>();
        private final Map<String, String> only = new LinkedHashMap<>();
        private final Set<String> flags = new LinkedHashSet<>();
        private final Set<String> refused = new LinkedHashSet<>();
        private Optional<String> counted = Optional.empty();
        private Optional<Filters<?>> filters = Optional.empty();

        private Builder(String name, ResourceType resource, boolean mutates) {
            this.name = name;
            this.resource = resource;
            this.mutates = mutates;
        }

        /** Takes parameters that may be left out. */
        public Builder takes(String... names) {
            parameters.addAll(List.of(names));
            return this;
        }

        /** Takes parameters that must be there; of a list, at least one. */
        public Builder needs(String... names) {
            for (String each : names) {
                int list = each.indexOf(".N");
                required.add(list < 0 ? each : each.substring(0, list));
            }
            return takes(names);
        }

        /** Takes the filters of the table. */
        public Builder filters(Filters<?> table) {
            filters = Optional.of(table);
            return takes("Filter.N.Name", "Filter.N.Value.N");
        }

        /** Takes the filters of the table, and pages. */
        public Builder describes(Filters<?> table) {
            return filters(table).takes("MaxResults", "NextToken");
        }

        /** Takes tags for what it makes. */
        public Builder tags() {
            return takes(
                    "TagSpecification.N.ResourceType",
                    "TagSpecification.N.Tag.N.Key",
                    "TagSpecification.N.Tag.N.Value");
        }

        /** Takes the parameter with this value only. */
        public Builder only(String parameter, String value) {
            only.put(parameter, value);
            return takes(parameter);
        }

        /** Takes parameters that are true or false, where both mean the same in this cloud. */
        public Builder flags(String... names) {
            flags.addAll(List.of(names));
            return takes(names);
        }

        /** Refuses what EC2 takes under these names, and says that it cannot be had. */
        public Builder refuses(String... names) {
            refused.addAll(List.of(names));
            return this;
        }

        /** Limits the instances that this list names, or this number tells, as EC2 does. */
        public Builder countsInstances(String parameter) {
            counted = Optional.of(parameter);
            return this;
        }

        public ActionSpec build() {
            return new ActionSpec(
                    name,
                    resource,
                    mutates,
                    parameters,
                    List.copyOf(required),
                    only,
                    flags,
                    refused,
                    counted,
                    filters);
        }
    }
}
