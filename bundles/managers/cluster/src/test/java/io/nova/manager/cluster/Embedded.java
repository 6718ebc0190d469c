package io.nova.manager.cluster;

import io.nova.driver.state.embedded.EmbeddedStateStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;

/** The store of a cloud on one machine, in a folder. */
final class Embedded {

    private Embedded() {}

    static EmbeddedStateStore open(Path directory, Clock clock) {
        Class<EmbeddedStateStore.Config> type = EmbeddedStateStore.Config.class;
        Object config =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                method.getName().equals("directory")
                                        ? directory.toString()
                                        : method.getDefaultValue());
        return new EmbeddedStateStore(type.cast(config), clock);
    }
}
