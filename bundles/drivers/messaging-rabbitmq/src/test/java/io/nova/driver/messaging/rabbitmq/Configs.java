package io.nova.driver.messaging.rabbitmq;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings as the container makes them of a file. */
final class Configs {

    private Configs() {}

    static RabbitMessageBus.Config of(Map<String, Object> values) {
        return (RabbitMessageBus.Config)
                Proxy.newProxyInstance(
                        Configs.class.getClassLoader(),
                        new Class<?>[] {RabbitMessageBus.Config.class},
                        (proxy, method, arguments) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
