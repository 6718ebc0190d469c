package io.nova.gated.state;

import io.nova.model.setting.SettingsFile;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param driver that has this cloud's records; empty: the only one
 * @param move that made it so; empty for none
 * @param takeBack the move whose left store may serve again; empty for none
 * @param patience how long a call waits for a driver
 * @param drain how long a driver that leaves waits for its calls
 * @param pause the longest that changes may wait for a move
 */
record Settings(
        String driver,
        String move,
        String takeBack,
        Duration patience,
        Duration drain,
        Duration pause) {

    static final SettingsFile FILE = SettingsFile.of(StateGate.PID);

    private static final Pattern DRIVER = Pattern.compile("[a-z0-9-]{0,40}");
    private static final Pattern MOVE = Pattern.compile("[a-z0-9-]{0,64}");

    static Settings of(StateGate.Config config) {
        return new Settings(
                FILE.text("driver", config::driver, DRIVER, "name of a driver"),
                FILE.text("move", config::move, MOVE, "name of a move"),
                FILE.text("takeBack", config::takeBack, MOVE, "name of a move"),
                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0),
                FILE.seconds("moveSeconds", config::moveSeconds, 1));
    }

    Settings with(String chosen, String by) {
        return new Settings(chosen, by, takeBack, patience, drain, pause);
    }
}
