package io.nova.frontend.ec2.action;

import static java.util.Objects.requireNonNull;

import io.nova.api.compute.InstanceChange;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.query.Query;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.UnsupportedException;
import io.nova.model.compute.ShutdownBehavior;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads a change of an instance's attribute: named as a structure, or by the pair of parameters of
 * old, {@code Attribute} and {@code Value}.
 */
final class InstanceChangeForm {

    /** Each attribute that is one value, by the structure that carries it. */
    private static final Map<String, String> STRUCTURES =
            Map.of(
                    "disableApiTermination", "DisableApiTermination",
                    "disableApiStop", "DisableApiStop",
                    "instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior",
                    "instanceType", "InstanceType",
                    "userData", "UserData",
                    "kernel", "Kernel",
                    "ramdisk", "Ramdisk",
                    "sourceDestCheck", "SourceDestCheck",
                    "ebsOptimized", "EbsOptimized",
                    "enaSupport", "EnaSupport");

    /** What no instance here has: false is what they are, and true cannot be had. */
    private static final Set<String> ALWAYS_FALSE = Set.of("ebsOptimized", "enaSupport");

    /** What comes in lists of its own. */
    private static final Set<String> LISTS = Set.of("groupSet", "blockDeviceMapping");

    private final Query query;
    private final String attribute;

    private InstanceChangeForm(Query query) {
        this.query = query;
        this.attribute = query.text("Attribute").orElse("");
    }

    /** Returns the change; empty if the request names nothing to change. */
    static Optional<InstanceChange> of(Query query) {
        InstanceChangeForm form = new InstanceChangeForm(query);
        List<GroupRef> groups =
                query.list("GroupId", SecurityGroupId::new).stream().map(GroupRef::of).toList();
        boolean named =
                form.names()
                        || !groups.isEmpty()
                        || STRUCTURES.keySet().stream().anyMatch(one -> form.text(one).isPresent());
        return named ? Optional.of(form.change(groups)) : Optional.empty();
    }

    /** Tells whether the pair names an attribute that is one value. */
    private boolean names() {
        if (attribute.isEmpty() || LISTS.contains(attribute)) {
            return false;
        }
        if (!STRUCTURES.containsKey(attribute)) {
            throw new UnsupportedException(
                    ResourceType.INSTANCE,
                    "Attribute",
                    "This attribute cannot be modified; one of these can: "
                            + String.join(", ", STRUCTURES.keySet().stream().sorted().toList()));
        }
        if (!attribute.equals("userData")) {
            query.required("Value");
        }
        return true;
    }

    private InstanceChange change(List<GroupRef> groups) {
        for (String one : ALWAYS_FALSE) {
            if (flag(one).orElse(false)) {
                throw new UnsupportedException(
                        ResourceType.INSTANCE,
                        structure(one),
                        one + " can only be false in this cloud");
            }
        }
        return new InstanceChange(
                flag("disableApiTermination"),
                flag("disableApiStop"),
                text("instanceInitiatedShutdownBehavior").map(InstanceChangeForm::behavior),
                parsed("instanceType", InstanceTypeName::new),
                text("userData"),
                parsed("kernel", ImageId::new),
                parsed("ramdisk", ImageId::new),
                groups,
                flag("sourceDestCheck"));
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser) {
        return text(name).filter(text -> !text.isEmpty()).map(parser);
    }

    private Optional<Boolean> flag(String name) {
        return text(name).map(text -> Query.flag(structure(name) + ".Value", text));
    }

    /** An empty text is user data that is taken away; of all others it is nothing. */
    private Optional<String> text(String name) {
        boolean pair = attribute.equals(name);
        String parameter = pair ? "Value" : structure(name) + ".Value";
        Optional<String> text =
                pair ? query.text("Value") : query.structure(structure(name)).text("Value");
        boolean cleared =
                name.equals("userData")
                        && text.isEmpty()
                        && query.given().stream().anyMatch(one -> one.name().equals(parameter));
        return cleared ? Optional.of("") : text;
    }

    private static String structure(String name) {
        return requireNonNull(STRUCTURES.get(name), name);
    }

    private static ShutdownBehavior behavior(String value) {
        return switch (value) {
            case "stop" -> ShutdownBehavior.STOP;
            case "terminate" -> ShutdownBehavior.TERMINATE;
            default ->
                    throw InvalidParameterException.badValue(
                            "InstanceInitiatedShutdownBehavior", "...", "it is stop or terminate");
        };
    }
}
