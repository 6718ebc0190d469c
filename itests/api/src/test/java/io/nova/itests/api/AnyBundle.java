package io.nova.itests.api;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A bundle that says nothing of itself, for components that ask theirs. */
final class AnyBundle {

    private AnyBundle() {}

    @SuppressWarnings("JdkObsolete") // OSGi's headers are of those days.
    static BundleContext context() {
        Bundle bundle = only(Bundle.class, "getHeaders", new Hashtable<String, String>());
        return only(BundleContext.class, "getBundle", bundle);
    }

    /** Returns what answers this one method, and no other. */
    private static <T> T only(Class<T> type, String name, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (!method.getName().equals(name)) {
                                throw new UnsupportedOperationException(method.toString());
                            }
                            return answer;
                        }));
    }
}
