package io.nova.gated.messaging;

import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.model.setting.SettingsPlace;
import io.nova.spi.messaging.MessagingDriver;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Gates of tests, and drivers to put before them. */
final class Gates {

    private Gates() {}

    static Settings settings(String driver) {
        return new Settings(
                driver, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    static Settings impatient() {
        return new Settings(
                "", Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
    }

    static MessagingGate gate(Settings settings, Path file) {
        return new MessagingGate(settings, SettingsPlace.at(file), () -> {});
    }

    static GatedMessageBus bus(MessagingGate gate) {
        return new GatedMessageBus(gate.drivers());
    }

    static void bind(MessagingGate gate, String name, MessagingDriver driver) {
        gate.bindDriver(driver, Map.of(MessagingDriver.DRIVER_NAME, name));
    }

    /** As the container exchanges it: its callers are told first. */
    static void unbind(MessagingGate gate, LocalMessageBus driver) {
        gate.unbindDriver(driver);
        driver.close();
    }

    /** Returns a driver with its default settings. */
    static LocalMessageBus driver() {
        Class<LocalMessageBus.Config> type = LocalMessageBus.Config.class;
        return new LocalMessageBus(
                type.cast(
                        Proxy.newProxyInstance(
                                type.getClassLoader(),
                                new Class<?>[] {type},
                                (self, key, none) -> key.getDefaultValue())));
    }
}
