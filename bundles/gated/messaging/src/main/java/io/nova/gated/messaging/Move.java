package io.nova.gated.messaging;

import io.nova.model.CloudException;
import io.nova.model.IncorrectStateException;
import io.nova.model.ResourceType;
import io.nova.model.setting.SettingsPlace;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Has another driver carry what is sent, while both serve; it holds when nothing is left with the
 * driver that carried before.
 */
final class Move {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 50;

    private final Drivers drivers;
    private final SettingsPlace file;
    private final Consumer<String> progress;

    Move(Drivers drivers, SettingsPlace file, Consumer<String> progress) {
        this.drivers = drivers;
        this.file = file;
        this.progress = progress;
    }

    /**
     * @throws CloudException if it cannot be done; the driver that carried before carries again
     */
    void run(String to) throws InterruptedException {
        Present next =
                drivers.find(to)
                        .orElseThrow(() -> refused(to, "The driver %s is not here".formatted(to)));
        Present before =
                drivers.carrying().orElseThrow(() -> refused(to, "No driver carries messages now"));
        if (next == before) {
            write(to);
            return;
        }
        awaitConnected(next);
        Settings old = drivers.settings();
        boolean done = false;
        try {
            drivers.settings(to(to, old));
            progress.accept("Messages go by %s; %s finishes".formatted(to, before.name()));
            finish(before, old.move());
            write(to);
            done = true;
        } finally {
            if (!done) {
                drivers.settings(to(before.name(), old));
                drivers.settings(old);
            }
        }
        progress.accept("%s has nothing left".formatted(before.name()));
    }

    private static Settings to(String name, Settings old) {
        return new Settings(name, old.patience(), old.drain(), old.move());
    }

    private static void awaitConnected(Present next) throws InterruptedException {
        long began = System.nanoTime();
        BusHealth health = next.driver().health();
        while (!health.connected()) {
            if (System.nanoTime() - began > CONNECT.toNanos()) {
                throw refused(
                        next.name(),
                        "%s is not connected: %s. Nothing has changed"
                                .formatted(next.name(), health.note()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            health = next.driver().health();
        }
    }

    private static void finish(Present before, Duration limit) throws InterruptedException {
        try {
            if (!Drivers.isQuietWithin(before, limit)) {
                throw refused(
                        before.name(),
                        "%d messages or calls were not finished within %d s; %s carries as before"
                                .formatted(before.unfinished(), limit.toSeconds(), before.name()));
            }
        } catch (MessagingException e) {
            throw refused(
                    before.name(),
                    "What waits in %s cannot be told: %s. It carries as before"
                            .formatted(before.name(), e.getMessage()));
        }
    }

    private void write(String to) {
        try {
            file.write(Map.of("driver", to));
        } catch (IOException e) {
            throw refused(
                    to,
                    "The file of settings cannot be written: %s. Nothing has changed"
                            .formatted(e.getMessage()));
        }
    }

    private static IncorrectStateException refused(String driver, String why) {
        return new IncorrectStateException(ResourceType.DRIVER, driver, why);
    }
}
