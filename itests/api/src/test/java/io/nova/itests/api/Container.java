package io.nova.itests.api;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;

/**
 * Puts components together as the platform would, from their bundles' own descriptions: what is
 * added to a bundle is here by itself. Nothing is exchanged while it runs.
 */
final class Container implements AutoCloseable {

    private final List<Part> parts;
    private final List<Object> given;
    private final Map<String, Object> settings;
    private final Map<Part, Object> made = new LinkedHashMap<>();

    /**
     * @param wanted which components, by their class
     * @param given what is there without a bundle; comes before any component
     * @param settings what differs from the default, as {@code Component.key}
     */
    Container(Predicate<String> wanted, List<Object> given, Map<String, Object> settings) {
        this.given = given;
        this.settings = settings;
        this.parts = new ArrayList<>(Part.all());
        // A build that did not begin anew keeps the description of a class that is gone.
        parts.removeIf(part -> !wanted.test(part.type()) || !exists(part.type()));
        // Who waits for a service that nobody provides is not there, and so on.
        while (parts.removeIf(part -> !part.needs().stream().allMatch(this::provided))) {}
    }

    private boolean provided(String service) {
        try {
            return given.stream().anyMatch(Class.forName(service)::isInstance)
                    || parts.stream().anyMatch(part -> part.provides().contains(service));
        } catch (ClassNotFoundException e) {
            throw new LinkageError(service, e);
        }
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Makes all that were not needed by another. */
    void start() {
        parts.forEach(this::make);
    }

    /** Returns the one service of the type. */
    <T> T get(Class<T> type) {
        List<T> all = all(type);
        if (all.isEmpty()) {
            throw new IllegalStateException("nobody provides " + type.getName());
        }
        return all.get(0);
    }

    /** Returns every service of the type. */
    <T> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        given.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
        parts.stream()
                .filter(part -> part.provides().contains(type.getName()))
                .map(part -> type.cast(make(part)))
                .forEach(found::add);
        return found;
    }

    private Object make(Part part) {
        Object there = made.get(part);
        if (there != null) {
            return there;
        }
        try {
            Constructor<?> constructor =
                    Arrays.stream(Class.forName(part.type()).getConstructors())
                            .filter(one -> one.getParameterCount() == part.parameters())
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no constructor"));
            Object component =
                    constructor.newInstance(
                            Arrays.stream(constructor.getParameterTypes())
                                    .map(type -> argument(part, type))
                                    .toArray());
            made.put(part, component);
            for (Part.Bind bind : part.binds()) {
                for (Object service : all(Class.forName(bind.service()))) {
                    bind(component, bind.method(), service);
                }
            }
            return component;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("cannot make " + part.type(), e);
        }
    }

    private Object argument(Part part, Class<?> type) {
        if (type == BundleContext.class) {
            return AnyBundle.context();
        }
        return type.isAnnotation() ? configuration(part, type) : get(type);
    }

    /** Returns a component's configuration as it is where nobody sets anything. */
    static <A extends Annotation> A defaults(Class<A> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> method.getDefaultValue()));
    }

    private Object configuration(Part part, Class<?> type) {
        String component = part.type().substring(part.type().lastIndexOf('.') + 1);
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getDeclaringClass() == Annotation.class
                                ? type
                                : settings.getOrDefault(
                                        component + "." + method.getName(),
                                        method.getDefaultValue()));
    }

    private static void bind(Object component, String name, Object service)
            throws ReflectiveOperationException {
        for (Method method : component.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                if (method.getParameterCount() == 1) {
                    method.invoke(component, service);
                } else {
                    method.invoke(component, service, Map.of("driver.name", "memory"));
                }
                return;
            }
        }
        throw new NoSuchMethodException(component.getClass() + "." + name);
    }

    /** Ends them, the last first. */
    @Override
    public void close() {
        List<Part> order = new ArrayList<>(made.keySet());
        for (int i = order.size() - 1; i >= 0; i--) {
            Part part = order.get(i);
            if (!part.close().isEmpty()) {
                close(made.get(part), part.close());
            }
        }
    }

    private static void close(Object component, String name) {
        try {
            Method method = component.getClass().getDeclaredMethod(name);
            method.setAccessible(true);
            method.invoke(component);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getClass().getName(), e);
        }
    }
}
