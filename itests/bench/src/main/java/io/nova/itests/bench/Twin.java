package io.nova.itests.bench;

import io.nova.itests.cloud.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A domain like that of a stopped instance, which the cloud does not know of: same kernel, ramdisk,
 * processor, memory and network port, and a new disk on the same image.
 */
final class Twin implements AutoCloseable {

    private static final String NAME = "bench-twin";

    private final Path folder;
    private final Path definition;

    private Twin(Path folder, Path definition) {
        this.folder = folder;
        this.definition = definition;
    }

    /** Makes its disk and its definition; it is not started yet. */
    static Twin of(String instance) throws IOException {
        String xml = virsh("dumpxml", "--inactive", instance);
        String uuid = one("<uuid>([^<]+)</uuid>", xml);
        Path disk = Path.of(one("<source file='([^']+/" + instance + "/[^']+)'", xml));
        String image = one("(?s)<backingStore.*?<source file='([^']+)'", xml);
        String format = one("(?s)<backingStore.*?<format type='([^']+)'", xml);
        Path home = disk.resolveSibling(Path.of("..", NAME)).normalize();
        Files.createDirectory(home);
        Files.setPosixFilePermissions(home, Files.getPosixFilePermissions(folder(disk)));
        String size = one("\"virtual-size\": ([0-9]+)", info(disk));
        Command.of(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        format,
                        "-b",
                        image,
                        home.resolve(disk.getFileName()).toString(),
                        size)
                .run()
                .ok();
        String twin =
                xml.replaceAll("(?s)<metadata>.*?</metadata>", "")
                        .replace(uuid, uuid.substring(0, uuid.length() - 12) + "0123456789ab")
                        .replace(instance, NAME);
        Path definition = Files.writeString(home.resolve("twin.xml"), twin);
        return new Twin(home, definition);
    }

    /** Starts it; returns when libvirt says that it runs. */
    void create() {
        virsh("create", definition.toString());
    }

    /** Returns what it has written so far. */
    String console() throws IOException {
        Path log =
                Path.of(
                        one(
                                "(?s)<serial type='file'>.*?path='([^']+)'",
                                Files.readString(definition)));
        return Files.exists(log)
                ? new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1)
                : "";
    }

    @Override
    public void close() throws IOException {
        virsh("destroy", NAME);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new AssertionError("no folder: " + file);
        }
        return folder;
    }

    private static String info(Path disk) {
        return Command.of("qemu-img", "info", "--output=json", disk.toString()).run().ok().out();
    }

    private static String virsh(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", "qemu:///system"));
        command.addAll(List.of(arguments));
        return new Command(command).run().ok().out();
    }

    private static String one(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return found.group(1);
    }
}
