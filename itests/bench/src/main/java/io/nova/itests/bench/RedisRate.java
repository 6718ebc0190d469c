package io.nova.itests.bench;

import io.nova.driver.state.redis.RedisStateStore;
import java.lang.reflect.Proxy;

/** The store in Redis, with the transactions of RunInstances. */
final class RedisRate {

    private RedisRate() {}

    /** Takes the server's address, clients, instances in a transaction, and seconds. */
    public static void main(String[] args) throws Exception {
        try (RedisStateStore store = new RedisStateStore(asShippedBut(args[0]))) {
            StoreRate.measure(store, args);
        }
    }

    private static RedisStateStore.Config asShippedBut(String server) {
        return (RedisStateStore.Config)
                Proxy.newProxyInstance(
                        RedisRate.class.getClassLoader(),
                        new Class<?>[] {RedisStateStore.Config.class},
                        (proxy, key, args) ->
                                key.getName().equals("servers")
                                        ? new String[] {server}
                                        : key.getDefaultValue());
    }
}
