package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceChange;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.UnsupportedException;
import io.nova.model.compute.ShutdownBehavior;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a change of an instance's attribute: named as a structure, or by the pair of parameters of
 * old, {@code Attribute} and {@code Value}.
 */
final class InstanceChangeForm {

    private static final Value<String> ATTRIBUTE = Value.text("Attribute");
    private static final Value<String> VALUE = Value.text("Value");
    private static final Value<Boolean> DISABLE_API_TERMINATION =
            Value.flag("DisableApiTermination.Value");
    private static final Value<Boolean> DISABLE_API_STOP = Value.flag("DisableApiStop.Value");
    private static final Value<ShutdownBehavior> SHUTDOWN_BEHAVIOR =
            Value.of(
                    "InstanceInitiatedShutdownBehavior.Value",
                    InstanceParameters.SHUTDOWN_BEHAVIOR);
    private static final Value<InstanceTypeName> INSTANCE_TYPE =
            Value.of("InstanceType.Value", InstanceParameters.INSTANCE_TYPE);
    private static final Value<String> USER_DATA = Value.of("UserData.Value", Type.ENCODED);
    private static final Value<ImageId> KERNEL = Value.of("Kernel.Value", ImageId::new);
    private static final Value<ImageId> RAMDISK = Value.of("Ramdisk.Value", ImageId::new);
    private static final Value<Boolean> SOURCE_DEST_CHECK = Value.flag("SourceDestCheck.Value");
    private static final Values<SecurityGroupId> GROUP_IDS =
            Values.of("GroupId", SecurityGroupId::new);

    /** All that it reads. */
    static final Parameter[] PARAMETERS = {
        ATTRIBUTE,
        VALUE,
        DISABLE_API_TERMINATION,
        DISABLE_API_STOP,
        SHUTDOWN_BEHAVIOR,
        INSTANCE_TYPE,
        USER_DATA,
        KERNEL,
        RAMDISK,
        SOURCE_DEST_CHECK,
        GROUP_IDS
    };

    /** What no instance here has: false is what they are, and true cannot be had. */
    private static final List<Value<Boolean>> ALWAYS_FALSE =
            List.of(Value.flag("EbsOptimized.Value"), Value.flag("EnaSupport.Value"));

    /** Each attribute that is one value, by the name that the pair has for it. */
    private static final Map<String, Value<?>> ATTRIBUTES =
            Stream.concat(
                            ALWAYS_FALSE.stream(),
                            Stream.of(
                                    DISABLE_API_TERMINATION,
                                    DISABLE_API_STOP,
                                    SHUTDOWN_BEHAVIOR,
                                    INSTANCE_TYPE,
                                    USER_DATA,
                                    KERNEL,
                                    RAMDISK,
                                    SOURCE_DEST_CHECK))
                    .collect(Collectors.toMap(InstanceChangeForm::attribute, one -> one));

    /** What comes in lists of its own. */
    private static final Set<String> LISTS = Set.of("groupSet", "blockDeviceMapping");

    private final Arguments call;
    private final String attribute;

    private InstanceChangeForm(Arguments call) {
        this.call = call;
        this.attribute = call.find(ATTRIBUTE).orElse("");
    }

    /** Returns the change; empty if the request names nothing to change. */
    static Optional<InstanceChange> of(Arguments call) {
        InstanceChangeForm form = new InstanceChangeForm(call);
        List<GroupRef> groups = call.list(GROUP_IDS).stream().map(GroupRef::of).toList();
        boolean named =
                form.names()
                        || !groups.isEmpty()
                        || call.raw(USER_DATA).isPresent()
                        || ATTRIBUTES.values().stream().anyMatch(call::has);
        return named ? Optional.of(form.change(groups)) : Optional.empty();
    }

    /** Tells whether the pair names an attribute that is one value. */
    private boolean names() {
        if (attribute.isEmpty() || LISTS.contains(attribute)) {
            return false;
        }
        if (!ATTRIBUTES.containsKey(attribute)) {
            throw new UnsupportedException(
                    ResourceType.INSTANCE,
                    "Attribute",
                    "This attribute cannot be modified; one of these can: "
                            + String.join(", ", new TreeSet<>(ATTRIBUTES.keySet())));
        }
        if (!isPair(USER_DATA) && !call.has(VALUE)) {
            throw call.missing(VALUE);
        }
        return true;
    }

    private InstanceChange change(List<GroupRef> groups) {
        for (Value<Boolean> one : ALWAYS_FALSE) {
            if (isPair(one) && find(one).orElse(false)) {
                throw new UnsupportedException(
                        ResourceType.INSTANCE,
                        one.name(),
                        attribute + " can only be false in this cloud");
            }
        }
        return new InstanceChange(
                find(DISABLE_API_TERMINATION),
                find(DISABLE_API_STOP),
                find(SHUTDOWN_BEHAVIOR),
                find(INSTANCE_TYPE),
                // An empty text is user data that is taken away; of all others it is nothing.
                call.raw(isPair(USER_DATA) ? VALUE : USER_DATA),
                find(KERNEL),
                find(RAMDISK),
                groups,
                find(SOURCE_DEST_CHECK));
    }

    private <T> Optional<T> find(Value<T> structure) {
        return isPair(structure)
                ? call.find(VALUE).map(text -> structure.type().read(VALUE.name(), text))
                : call.find(structure);
    }

    /** Tells whether the attribute is changed by the pair of old. */
    private boolean isPair(Value<?> structure) {
        return attribute.equals(attribute(structure));
    }

    private static String attribute(Value<?> structure) {
        String name = structure.name().replace(".Value", "");
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
