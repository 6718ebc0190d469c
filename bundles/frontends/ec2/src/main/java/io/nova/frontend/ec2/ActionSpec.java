package io.nova.frontend.ec2;

import static java.util.Objects.requireNonNull;

import io.nova.frontend.ec2.limit.RequestLimits.Kind;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * What an action declares of itself: from this alone its parameters, its permission and its DryRun
 * follow.
 *
 * <p>Its parameters are {@link Value}s, {@link Values} and structures of them: each carries the
 * type that a value must be of, and by each the action reads what came. What is only taken with one
 * value, and what is refused, is named whole, with an {@code N} where a number stands: {@code
 * NetworkInterface.N.DeviceIndex}.
 *
 * @param name as in the request, and in the permission {@code ec2:Name}
 * @param resource what it is about
 * @param mutates whether it changes anything
 * @param declared the parameters that it takes and reads
 * @param types of the values of these, by their forms
 * @param only those that are taken with one value, since nothing else can be had yet
 * @param refused what EC2 takes and this cloud does not offer; a name stands for all below it
 * @param counted how many instances a request is about, where EC2 limits these too; else 0
 * @param filters the table of those that it takes; empty: it takes none
 */
public record ActionSpec(
        String name,
        ResourceType resource,
        boolean mutates,
        List<Parameter> declared,
        Map<String, Type<?>> types,
        Map<String, String> only,
        Set<String> refused,
        ToIntFunction<Arguments> counted,
        Optional<Filters<?>> filters) {

    private static final Value<Boolean> DRY_RUN = Value.flag("DryRun");
    private static final Map<String, Type<?>> COMMON =
            Map.of("Action", Type.TEXT, "Version", Type.TEXT, DRY_RUN.name(), DRY_RUN.type());

    public ActionSpec {
        requireNonNull(name, "name");
        requireNonNull(resource, "resource");
        declared = List.copyOf(declared);
        types = Map.copyOf(types);
        only = Map.copyOf(only);
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

    /** Returns the forms of all that it takes. */
    public Set<String> parameters() {
        Set<String> forms = new LinkedHashSet<>(types.keySet());
        forms.removeAll(COMMON.keySet());
        forms.addAll(only.keySet());
        return forms;
    }

    /** Returns the names of the parameters without which it does nothing. */
    public List<String> required() {
        return declared.stream().filter(Parameter::needed).map(Parameter::name).toList();
    }

    /** Returns whose tokens a request takes. */
    Kind kind(Query query) {
        if (mutates) {
            return Kind.CHANGE;
        }
        boolean selects = types.containsKey("NextToken") || filters.isPresent();
        return selects && query.given().stream().allMatch(one -> COMMON.containsKey(one.form()))
                ? Kind.UNPAGED_READ
                : Kind.READ;
    }

    /** Tells whether the request is only to be judged. */
    boolean isDryRun(Arguments call) {
        return call.is(DRY_RUN);
    }

    /** Returns how many instances a request is about, where EC2 limits these too; else 0. */
    int instances(Arguments call) {
        return counted.applyAsInt(call);
    }

    /**
     * Returns the parameters of a request, each of its type.
     *
     * @throws InvalidParameterException if there is one that the action does not take, one missing
     *     that it needs, one of another type, or if there is no such filter or page
     * @throws UnsupportedException if one has a value that cannot be had yet
     */
    Arguments bind(Query query) {
        query.given().forEach(this::check);
        Arguments call = query.bind(declared, types);
        filters.ifPresent(table -> table.of(call));
        var unused = Paging.after(call);
        return call;
    }

    private void check(Query.Given given) {
        String form = given.form();
        if (takes(form)) {
            String value = only.get(form);
            if (value != null && !given.value().isEmpty() && !given.value().equals(value)) {
                throw new UnsupportedException(
                        resource, form, "%s can only be %s in this cloud".formatted(form, value));
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
        return types.containsKey(form) || types.containsKey(form + ".N") || only.containsKey(form);
    }

    /** Clients write an empty list as its bare name without a value. */
    private boolean isEmptyList(Query.Given given) {
        return given.value().isEmpty()
                && Stream.concat(types.keySet().stream(), only.keySet().stream())
                        .anyMatch(one -> isBelow(one, given.form()));
    }

    private static boolean isBelow(String name, String ancestor) {
        return name.startsWith(ancestor + ".");
    }

    /** Collects what an action declares. */
    public static final class Builder {

        private final String name;
        private final ResourceType resource;
        private final boolean mutates;
        private final List<Parameter> declared = new ArrayList<>();
        private final Map<String, Type<?>> types = new LinkedHashMap<>(COMMON);
        private final Map<String, String> only = new LinkedHashMap<>();
        private final Set<String> refused = new LinkedHashSet<>();
        private ToIntFunction<Arguments> counted = call -> 0;
        private Optional<Filters<?>> filters = Optional.empty();

        private Builder(String name, ResourceType resource, boolean mutates) {
            this.name = name;
            this.resource = resource;
            this.mutates = mutates;
        }

        /** Takes parameters that may be left out. */
        public Builder takes(Parameter... parameters) {
            return takes(List.of(parameters));
        }

        /** Takes parameters that may be left out. */
        public Builder takes(List<Parameter> parameters) {
            for (Parameter each : parameters) {
                declared.add(each);
                each.declare("", this::type);
            }
            return this;
        }

        private void type(String form, Type<?> type) {
            if (types.put(form, type) != null) {
                throw new IllegalStateException(name + " declares " + form + " twice");
            }
        }

        /** Takes parameters that must be there; of a list, at least one. */
        public Builder needs(Parameter... parameters) {
            return takes(Stream.of(parameters).map(Parameter::asNeeded).toList());
        }

        /** Takes the filters of the table. */
        public Builder filters(Filters<?> table) {
            filters = Optional.of(table);
            return takes(Filters.PARAMETER);
        }

        /** Takes the filters of the table, and pages. */
        public Builder describes(Filters<?> table) {
            return filters(table).takes(Paging.PARAMETERS);
        }

        /** Takes tags for what it makes. */
        public Builder tags(TagSpecifications tags) {
            return takes(tags.parameter());
        }

        /** Takes the parameter with this value only. */
        public Builder only(String parameter, String value) {
            only.put(parameter, value);
            return this;
        }

        /** Takes parameters that are true or false, where both mean the same in this cloud. */
        public Builder flags(String... names) {
            return takes(Stream.of(names).<Parameter>map(Value::flag).toList());
        }

        /** Refuses what EC2 takes under these names, and says that it cannot be had. */
        public Builder refuses(String... names) {
            refused.addAll(List.of(names));
            return this;
        }

        /** Limits the instances that this list names, as EC2 does. */
        public Builder countsInstances(Values<?> list) {
            counted = call -> call.list(list).size();
            return this;
        }

        /** Limits the instances that this number tells, as EC2 does. */
        public Builder countsInstances(Value<Integer> number) {
            counted = call -> call.find(number).orElse(1);
            return this;
        }

        public ActionSpec build() {
            return new ActionSpec(
                    name, resource, mutates, declared, types, only, refused, counted, filters);
        }
    }
}
