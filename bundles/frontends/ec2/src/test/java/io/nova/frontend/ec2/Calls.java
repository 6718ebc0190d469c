package io.nova.frontend.ec2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between actions and services, passes everything on, and notes what it was. */
final class Calls {

    private final List<String> made = new CopyOnWriteArrayList<>();

    /** Returns the calls since the last time. */
    List<String> taken() {
        List<String> taken = List.copyOf(made);
        made.clear();
        return taken;
    }

    Object noted(Class<?> type, Object service) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    made.add(type.getSimpleName() + "." + method.getName());
                    try {
                        return method.invoke(service, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
