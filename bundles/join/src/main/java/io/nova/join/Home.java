package io.nova.join;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The files of this machine's membership: whole or not there, and for their owner alone. */
record Home(Path secrets, Path etc) {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /** Where the same files are of an attempt to join, until the cloud has granted it. */
    Home attempt() {
        return new Home(secrets.resolve("joining"), etc);
    }

    /** Leaves nothing of an attempt; killed in the midst, what is left is of none. */
    void clearAttempt() throws IOException {
        Home attempt = attempt();
        Files.deleteIfExists(attempt.membership());
        if (Files.isDirectory(attempt.secrets())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(attempt.secrets())) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(attempt.secrets());
        }
    }

    /** Says of which cloud the machine is a host, or is about to be one. */
    Path membership() {
        return secrets.resolve("membership");
    }

    Path key() {
        return secrets.resolve("host.key");
    }

    Path certificate() {
        return secrets.resolve("host.pem");
    }

    Path password() {
        return secrets.resolve("broker.password");
    }

    /** Whose certificates of brokers are believed. */
    Path authorities() {
        return secrets.resolve("broker-authorities.pem");
    }

    /** With what the one question is asked. */
    Path newcomerPassword() {
        return secrets.resolve("newcomer.password");
    }

    Path newcomerCertificate() {
        return secrets.resolve("newcomer.pem");
    }

    Path busSettings() {
        return etc.resolve("io.nova.driver.messaging.rabbitmq.cfg");
    }

    static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Replaces what is in the file; returns when that is safe. */
    static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path draft =
                Files.createTempFile(
                        folder, ".nova", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(draft, WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        try (FileChannel entry = FileChannel.open(folder, READ)) {
            entry.force(true);
        }
    }
}
