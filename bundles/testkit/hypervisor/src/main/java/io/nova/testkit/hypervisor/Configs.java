package io.nova.testkit.hypervisor;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes component configurations as Declarative Services would from a file. */
public final class Configs {

    private Configs() {}

    /** Returns the configuration with these values, and the declared defaults for the rest. */
    public static <C> C of(Class<C> type, Map<String, ?> values) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object value = values.get(method.getName());
                            return value != null ? value : method.getDefaultValue();
                        }));
    }
}
