package io.nova.frontend.ec2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Makes the SDK's request objects of parameters as they are on the wire. */
final class SdkRequests {

    private SdkRequests() {}

    /** Parameters as the tree that their names spell; a leaf has a value. */
    private static final class Tree {
        private final Map<String, Tree> children = new TreeMap<>();
        private String value = "";
    }

    /**
     * Returns the request of the action with all these parameters; fails if it has no place for
     * one.
     */
    static Object of(String action, Map<String, String> parameters)
            throws ReflectiveOperationException {
        Tree root = new Tree();
        parameters.forEach(
                (name, value) -> {
                    Tree tree = root;
                    for (String part : name.split("\\.", -1)) {
                        tree = tree.children.computeIfAbsent(part, one -> new Tree());
                    }
                    tree.value = value;
                });
        root.children.keySet().removeAll(List.of("Action", "Version"));
        Class<?> type =
                Class.forName("software.amazon.awssdk.services.ec2.model." + action + "Request");
        return fill((SdkPojo) type.getMethod("builder").invoke(null), root, action);
    }

    private static Object fill(SdkPojo builder, Tree tree, String path) {
        tree.children.forEach(
                (name, child) -> {
                    SdkField<?> field =
                            builder.sdkFields().stream()
                                    .filter(one -> one.locationName().equals(name))
                                    .findFirst()
                                    .orElseThrow(
                                            () -> new AssertionError(path + " has no " + name));
                    field.set(builder, value(field, child, path + "." + name));
                });
        return ((Buildable) builder).build();
    }

    private static Object value(SdkField<?> field, Tree tree, String path) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            List<Object> list = new ArrayList<>();
            tree.children.values().forEach(one -> list.add(value(member, one, path)));
            return list;
        } else if (type == MarshallingType.SDK_POJO) {
            return fill(field.constructor().get(), tree, path);
        } else if (type == MarshallingType.INTEGER) {
            return Integer.valueOf(tree.value);
        } else if (type == MarshallingType.LONG) {
            return Long.valueOf(tree.value);
        } else if (type == MarshallingType.BOOLEAN) {
            return Boolean.valueOf(tree.value);
        } else if (type == MarshallingType.INSTANT) {
            return Instant.parse(tree.value);
        } else if (type == MarshallingType.SDK_BYTES) {
            return SdkBytes.fromByteArray(Base64.getDecoder().decode(tree.value));
        }
        return tree.value;
    }
}
