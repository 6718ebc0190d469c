package io.nova.manager.compute;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes components' settings: their defaults, except where something else is said. */
final class Settings {

    private Settings() {}

    static <T extends Annotation> T of(Class<T> type, Map<String, Object> different) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                different.getOrDefault(
                                        method.getName(), method.getDefaultValue())));
    }
}
