package io.nova.driver.volume.iscsi;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Opens a volume as a guest's QEMU does, by libiscsi. */
final class QemuGuest {

    static final String QEMU_IO = "/usr/bin/qemu-io";
    static final String QEMU_IMG = "/usr/bin/qemu-img";
    private static final int DEADLINE_SECONDS = 60;

    private final URI source;
    private final Map<String, String> query;

    private QemuGuest(String source) {
        this.source = URI.create(source);
        query =
                Arrays.stream(this.source.getQuery().split("&", -1))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    static QemuGuest of(String source) {
        return new QemuGuest(source);
    }

    /** Returns how QEMU is told of the disk. */
    String options() {
        String path = source.getPath();
        int slash = path.lastIndexOf('/');
        return "driver=iscsi,transport=tcp,portal=%s:%d,target=%s,lun=%s,user=%s,password-secret=s,initiator-name=%s"
                .formatted(
                        source.getHost(),
                        source.getPort(),
                        path.substring(1, slash),
                        path.substring(slash + 1),
                        source.getUserInfo(),
                        query.get("initiator"));
    }

    String secret() {
        return "secret,id=s,file=" + query.get("secret");
    }

    /** Starts a guest that takes {@code qemu-io}'s commands, one a line. */
    Process start() throws IOException {
        return new ProcessBuilder(
                        QEMU_IO, "--object", secret(), "--image-opts", "driver=raw," + nested())
                .redirectErrorStream(true)
                .start();
    }

    void write(long offset, byte[] bytes) throws IOException {
        Path file = Files.createTempFile("nova-guest-", ".bytes");
        try {
            Files.write(file, bytes);
            run(
                    List.of(
                            QEMU_IO,
                            "--object",
                            secret(),
                            "--image-opts",
                            "driver=raw," + nested(),
                            "-c",
                            "write -s %s %d %d".formatted(file, offset, bytes.length),
                            "-c",
                            "flush"));
        } finally {
            Files.delete(file);
        }
    }

    byte[] read(long offset, int length) throws IOException {
        String said =
                run(
                        List.of(
                                QEMU_IO,
                                "--object",
                                secret(),
                                "--image-opts",
                                "driver=raw," + nested(),
                                "-c",
                                "read -v %d %d".formatted(offset, length)));
        byte[] bytes = new byte[length];
        int at = 0;
        for (String line : said.lines().toList()) {
            // "00000010:  74 68 65 20  the "
            if (line.matches("[0-9a-f]{8,}:  .*")) {
                // Sixteen at most; what follows them is the same as text.
                String[] words = line.substring(line.indexOf(':') + 3).split(" ", -1);
                for (int i = 0, count = Math.min(16, length - at); i < count; i++) {
                    bytes[at++] = (byte) Integer.parseInt(words[i], 16);
                }
            }
        }
        if (at != length) {
            throw new IOException("read %d of %d bytes: %s".formatted(at, length, said));
        }
        return bytes;
    }

    private String nested() {
        return Arrays.stream(options().split(",", -1))
                .map(option -> "file." + option)
                .collect(Collectors.joining(","));
    }

    private static String run(List<String> argv) throws IOException {
        Process process =
                new ProcessBuilder(new ArrayList<>(argv)).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said =
                    new String(
                            process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    || process.exitValue() != 0
                    || said.contains("failed")) {
                throw new IOException("qemu: " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
