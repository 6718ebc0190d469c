package io.nova.driver.state.redis;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Makes configurations for tests: what is not said has its default. */
final class Stores {

    private Stores() {}

    static RedisStateStore open(RedisServer server, String cell) {
        return new RedisStateStore(
                config(Map.of("servers", new String[] {server.address()}, "cell", cell)));
    }

    static RedisStateStore.Config config(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.putIfAbsent("callMillis", 3000);
        all.putIfAbsent("startSeconds", 10);
        return (RedisStateStore.Config)
                Proxy.newProxyInstance(
                        Stores.class.getClassLoader(),
                        new Class<?>[] {RedisStateStore.Config.class},
                        (proxy, method, args) ->
                                all.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
