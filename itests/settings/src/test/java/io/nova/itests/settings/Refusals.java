package io.nova.itests.settings;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/**
 * What components say when they are made with a bad setting. They are made without the services
 * that they need: a component looks at its settings before it does anything else, so that nothing
 * of it is left when they are wrong.
 */
final class Refusals {

    private static final List<Element> COMPONENTS = Descriptions.all("OSGI-INF");

    private final Map<String, Object> good;

    /**
     * @param good values, by their key, where the default is not good enough
     */
    Refusals(Map<String, Object> good) {
        this.good = good;
    }

    /** Returns the messages of the components that read the file and refuse the value. */
    List<String> of(SettingsOf file, String key, Object bad) {
        Map<String, Object> values = new HashMap<>(good);
        values.put(key, bad);
        List<String> messages = new ArrayList<>();
        for (Element component : COMPONENTS) {
            if (component.getAttribute("configuration-pid").equals(file.pid())) {
                String message = make(component, values);
                if (!message.isEmpty()) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }

    private static String make(Element component, Map<String, Object> values) {
        Class<?> type =
                SettingsOf.load(
                        Descriptions.elements(component, "implementation")
                                .get(0)
                                .getAttribute("class"));
        int parameters = Integer.parseInt(component.getAttribute("init"));
        Constructor<?> constructor =
                Arrays.stream(type.getConstructors())
                        .filter(one -> one.getParameterCount() == parameters)
                        // Beside the one that the container calls there may be others for tests.
                        .filter(Refusals::hasSettings)
                        .findFirst()
                        .orElseThrow();
        Object[] arguments =
                Arrays.stream(constructor.getParameterTypes())
                        .map(
                                parameter ->
                                        parameter.isAnnotation()
                                                ? configuration(parameter, values)
                                                : null)
                        .toArray();
        try {
            constructor.newInstance(arguments);
            return "";
        } catch (InvocationTargetException e) {
            // Another of the file's components goes on without a service, which is no refusal.
            return e.getCause() instanceof IllegalArgumentException refusal
                    ? String.valueOf(refusal.getMessage())
                    : "";
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static boolean hasSettings(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameterTypes()).anyMatch(Class::isAnnotation);
    }

    /** As the container makes it: what it cannot convert it refuses when asked. */
    private static Object configuration(Class<?> type, Map<String, Object> values) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Annotation.class) {
                        return type;
                    }
                    Object value = values.getOrDefault(method.getName(), method.getDefaultValue());
                    return value instanceof String text ? convert(text, method) : value;
                });
    }

    private static Object convert(String text, Method method) {
        Class<?> to = method.getReturnType();
        try {
            if (to == int.class) {
                return Integer.valueOf(text);
            } else if (to == long.class) {
                return Long.valueOf(text);
            } else if (to == double.class) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException(e);
        }
        return to.isArray() ? new String[] {text} : text;
    }
}
