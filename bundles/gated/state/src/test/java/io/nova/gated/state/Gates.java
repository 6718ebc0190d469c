package io.nova.gated.state;

import io.nova.model.setting.SettingsPlace;
import io.nova.spi.state.StateDriver;
import io.nova.testkit.state.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Makes gates as a process has them. */
final class Gates {

    private Gates() {}

    static Settings settings(String driver, String move, String takeBack) {
        Duration time = Duration.ofSeconds(20);
        return new Settings(driver, move, takeBack, time, time, time);
    }

    static StateGate gate(Settings settings, Path file) {
        return new StateGate(settings, SettingsPlace.at(file), new MutableClock(), () -> {});
    }

    static GatedStateStore store(StateGate gate) {
        return new GatedStateStore(gate.drivers(), gate::beaten);
    }

    static void bind(StateGate gate, String name, StateDriver driver) {
        gate.bindDriver(driver, Map.of(StateDriver.DRIVER_NAME, name));
    }
}
