package io.nova.itests.bench;

import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.driver.messaging.rabbitmq.RabbitMessageBus;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The buses' settings, as shipped. */
final class BusSettings {

    private BusSettings() {}

    /** Writes the password of a broker's first user into a file for its owner alone. */
    static Path password(Path folder) throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve("password"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "guest");
    }

    /** Of the bus within this process. */
    @SuppressWarnings("BadAnnotationImplementation") // Nobody compares configurations.
    record Local() implements LocalMessageBus.Config {

        @Override
        public int queueLength() {
            return 1000;
        }

        @Override
        public int drainSeconds() {
            return 2;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return LocalMessageBus.Config.class;
        }
    }

    /** Of a broker on this machine. */
    @SuppressWarnings("BadAnnotationImplementation") // Nobody compares configurations.
    record Rabbit(int port, Path password, String host) implements RabbitMessageBus.Config {

        Rabbit(int port, Path password) {
            this(port, password, "bench");
        }

        @Override
        public String[] brokers() {
            return new String[] {"127.0.0.1:" + port};
        }

        @Override
        public String user() {
            return "guest";
        }

        @Override
        public String passwordFile() {
            return password.toString();
        }

        @Override
        public String vhost() {
            return "/";
        }

        @Override
        public String prefix() {
            return "bench";
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public String trustFile() {
            return "";
        }

        @Override
        public String certificateFile() {
            return "";
        }

        @Override
        public String certificateKeyFile() {
            return "";
        }

        @Override
        public String managementUrl() {
            return "";
        }

        @Override
        public String managementUser() {
            return "";
        }

        @Override
        public String managementPasswordFile() {
            return "";
        }

        @Override
        public int heartbeatSeconds() {
            return 10;
        }

        @Override
        public int connectSeconds() {
            return 10;
        }

        @Override
        public int queueLength() {
            return 10_000;
        }

        @Override
        public int inFlight() {
            return 1000;
        }

        @Override
        public int drainSeconds() {
            return 2;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return RabbitMessageBus.Config.class;
        }
    }
}
