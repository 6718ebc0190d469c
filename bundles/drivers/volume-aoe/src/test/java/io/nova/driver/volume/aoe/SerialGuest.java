package io.nova.driver.volume.aoe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The tiny guest under QEMU, at whose serial console one may type. */
final class SerialGuest implements AutoCloseable {

    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

    private final Process qemu;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    private SerialGuest(Process qemu) {
        this.qemu = qemu;
        Thread reader = new Thread(this::read, "console");
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns the directory of the guest's files; skips the suite, aloud, where they are not. */
    static Path files(Class<?> suite) {
        Path files = Path.of(Optional.ofNullable(System.getenv("NOVA_GUEST")).orElse("/nowhere"));
        boolean there =
                Files.isExecutable(QEMU)
                        && Stream.of("vmlinuz", "initrd.img", "root.img")
                                .allMatch(name -> Files.exists(files.resolve(name)));
        if (!there) {
            System.out.println(
                    "SKIPPED "
                            + suite.getName()
                            + ": no QEMU, or NOVA_GUEST does not name the directory of the tiny"
                            + " guest");
        }
        Assumptions.assumeTrue(there);
        return files;
    }

    /** Starts one whose only network is at a tap. */
    static SerialGuest start(Path files, String tap, String mac) throws IOException {
        return new SerialGuest(
                new ProcessBuilder(
                                QEMU.toString(),
                                "-machine",
                                "pc,accel=tcg",
                                "-m",
                                "112",
                                "-nodefaults",
                                "-display",
                                "none",
                                "-serial",
                                "stdio",
                                "-kernel",
                                files.resolve("vmlinuz").toString(),
                                "-initrd",
                                files.resolve("initrd.img").toString(),
                                "-append",
                                "console=ttyS0 quiet root=/dev/vda",
                                "-drive",
                                "if=virtio,format=raw,snapshot=on,file="
                                        + files.resolve("root.img"),
                                "-netdev",
                                "tap,id=net0,script=no,downscript=no,ifname=" + tap,
                                "-device",
                                "virtio-net-pci,netdev=net0,romfile=,mac=" + mac)
                        .redirectErrorStream(true)
                        .start());
    }

    /** Types a line. */
    void type(String line) throws IOException {
        OutputStream keys = qemu.getOutputStream();
        keys.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    /** Returns what the console has shown. */
    String console() {
        return console.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws InterruptedException {
        qemu.destroyForcibly().waitFor();
    }

    private void read() {
        try (InputStream shown = qemu.getInputStream()) {
            shown.transferTo(console);
        } catch (IOException e) {
            console.writeBytes(e.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }
}
