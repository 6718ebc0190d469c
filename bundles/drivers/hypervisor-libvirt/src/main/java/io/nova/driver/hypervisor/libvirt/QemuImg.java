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

    private void run(List<String> command) throws InterruptedException {
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
            throw new DriverException(BROKEN, "cannot run " + program, e);
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
