package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.query.Type.Shape;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;

/** EC2's public model, as the SDK for Java has it. */
final class PublicModel {

    private static final String MODEL = "software.amazon.awssdk.services.ec2.model.";

    private PublicModel() {}

    /**
     * A value of a request.
     *
     * @param words the only ones that it can be; empty if that is no list
     */
    record Leaf(MarshallingType<?> type, Set<String> words) {

        /** Returns what our declarations call the type. */
        Shape shape() {
            if (type == MarshallingType.BOOLEAN) {
                return Shape.FLAG;
            } else if (type == MarshallingType.INTEGER || type == MarshallingType.LONG) {
                return Shape.INTEGER;
            }
            return type == MarshallingType.SDK_BYTES ? Shape.BYTES : Shape.TEXT;
        }

        /** Tells whether the text is such a value. */
        boolean takes(String text) {
            return switch (shape()) {
                case FLAG -> text.matches("true|false");
                case INTEGER -> text.matches("-?[0-9]+");
                case BYTES, TEXT -> words.isEmpty() || words.contains(text);
            };
        }
    }

    /** Returns each value of the action's request, by its form. */
    static Map<String, Leaf> parameters(String action) throws ReflectiveOperationException {
        Map<String, Leaf> leaves = new TreeMap<>();
        Class<?> request = Class.forName(MODEL + action + "Request");
        for (SdkField<?> field : fields(action + "Request")) {
            leaves(request, field, field.locationName(), leaves, 0);
        }
        return leaves;
    }

    static List<SdkField<?>> fields(String shape) throws ReflectiveOperationException {
        Object builder = Class.forName(MODEL + shape).getMethod("builder").invoke(null);
        return ((SdkPojo) builder).sdkFields();
    }

    private static void leaves(
            Class<?> of, SdkField<?> field, String name, Map<String, Leaf> into, int depth) {
        assertTrue(depth < 12, name);
        SdkField<?> value = field;
        String form = name;
        while (value.marshallingType() == MarshallingType.LIST) {
            value = value.getTrait(ListTrait.class).memberFieldInfo();
            form += ".N";
        }
        if (value.marshallingType() == MarshallingType.SDK_POJO) {
            SdkPojo builder = value.constructor().get();
            Class<?> structure = builder.getClass().getEnclosingClass();
            for (SdkField<?> member : builder.sdkFields()) {
                leaves(structure, member, form + "." + member.locationName(), into, depth + 1);
            }
        } else {
            into.put(form, new Leaf(value.marshallingType(), words(of, field.memberName())));
        }
    }

    /** An enumeration's getter is of its type, and the one of its texts is of another name. */
    private static Set<String> words(Class<?> of, String member) {
        String getter = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        Set<String> words = new TreeSet<>();
        for (Method method : of.getMethods()) {
            boolean named = method.getName().equals(getter) && method.getParameterCount() == 0;
            if (named && method.getReturnType().isEnum()) {
                Arrays.stream(method.getReturnType().getEnumConstants())
                        .map(Object::toString)
                        .filter(word -> !word.equals("null"))
                        .forEach(words::add);
            }
        }
        return words;
    }
}
