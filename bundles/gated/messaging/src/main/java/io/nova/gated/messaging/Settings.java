package io.nova.gated.messaging;

import io.nova.model.setting.SettingsFile;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param driver that carries what is sent; empty: the only one
 * @param patience how long a call or a cast waits for a driver
 * @param drain how long a driver that leaves waits for what it has not finished
 * @param move how long a move waits for what the driver that was left has not finished
 */
record Settings(String driver, Duration patience, Duration drain, Duration move) {

    static final SettingsFile FILE = SettingsFile.of(MessagingGate.PID);

    private static final Pattern DRIVER = Pattern.compile("[a-z0-9-]{0,40}");

    static Settings of(MessagingGate.Config config) {
        return new Settings(
                FILE.text("driver", config::driver, DRIVER, "name of a driver"),
                FILE.seconds("driverWaitSeconds", config::driverWaitSeconds, 0),
                FILE.seconds("driverDrainSeconds", config::driverDrainSeconds, 0),
                FILE.seconds("moveSeconds", config::moveSeconds, 1));
    }
}
