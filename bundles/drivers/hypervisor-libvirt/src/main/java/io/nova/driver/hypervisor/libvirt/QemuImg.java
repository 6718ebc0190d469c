package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.EXHAUSTED;

import io.nova.model.DriverException;
import io.nova.spi.hypervisor.RootDisk;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU's disk tool: it is told every format, and looks for none. */
final class QemuImg {

    private static final Duration FOREVER = Duration.ofDays(1);

    private final Path program;
    private final Duration deadline;

    QemuImg(Path program, Duration deadline) {
        this.program = program;
        this.deadline = deadline;
    }

    /** Makes a disk that keeps its own writes over the image. */
    void createOverlay(Path disk, RootDisk root) throws InterruptedException {
        run(
                List.of(
                        program.toString(),
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        DomainXml.format(root.format()),
                        "-b",
                        // A relative one would be looked for beside the disk.
                        root.image().toAbsolutePath().toString(),
                        disk.toString(),
                        Long.toString(root.size())));
    }

    /** Copies a disk with all that is below it to a new file, which stands alone. */
    void flatten(Path disk, Path file) throws InterruptedException {
        try {
            run(
                    List.of(
                            program.toString(),
                            "convert",
                            "-q",
                            "-f",
                            "qcow2",
                            "-O",
                            "qcow2",
                            disk.toString(),
                            file.toString()),
                    // As long as the agent lets it.
                    FOREVER);
        } catch (DriverException | InterruptedException e) {
            remove(file);
            throw e;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot delete " + file, e);
        }
    }

    private void run(List<String> command) throws InterruptedException {
        run(command, deadline);
    }

    private static void run(List<String> command, Duration deadline) throws InterruptedException {
        File output = null;
        try {
            output = Files.createTempFile("qemu-img", ".out").toFile();
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output)
                            .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new DriverException(BUSY, "gave up after " + deadline + ": " + command);
                }
            } finally {
                process.destroyForcibly().onExit().join();
            }
            if (process.exitValue() != 0) {
                throw failed(command, Files.readString(output.toPath(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot run " + command.get(0), e);
        } finally {
            if (output != null && !output.delete()) {
                output.deleteOnExit();
            }
        }
    }

    private static DriverException failed(List<String> command, String output) {
        boolean full = output.contains("No space left");
        return new DriverException(
                full ? EXHAUSTED : BROKEN, "%s: %s".formatted(command, output.strip()));
    }
}
