package io.nova.spi.messaging;

import java.util.Map;

/**
 * What a machine needs to reach a bus, beside who it is.
 *
 * @param driver by its name, for example {@code rabbitmq}
 * @param settings of that driver, by their keys; no secrets, and no files of this machine
 * @param trust the authorities that prove the bus, as PEM; empty: those of the Java platform
 */
public record BusPlace(String driver, Map<String, String> settings, String trust) {

    public BusPlace {
        settings = Map.copyOf(settings);
    }
}
