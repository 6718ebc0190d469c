package io.nova.itests.cloud;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The clients that tests use: Debian's own where they are installed, else those in the path. */
public final class Tools {

    /** To ask a program whether it works costs as much as to use it. */
    private static final Map<String, String> FOUND = new ConcurrentHashMap<>();

    private Tools() {}

    static String aws() {
        return FOUND.computeIfAbsent(
                "aws",
                name ->
                        find(List.of("/usr/bin/aws", "aws"), List.of("--version"))
                                .orElseThrow(
                                        () ->
                                                new AssertionError(
                                                        "no aws: apt-get install awscli")));
    }

    /** Returns a Python that has the module: its package is named after it. */
    static String python(String module) {
        return FOUND.computeIfAbsent(
                module,
                name ->
                        find(
                                        List.of("/usr/bin/python3", "python3"),
                                        List.of("-c", "import " + name))
                                .orElseThrow(
                                        () ->
                                                new AssertionError(
                                                        "no %s: apt-get install python3-%s"
                                                                .formatted(name, name))));
    }

    /** Tells whether this machine can have real guests in namespaces of their own. */
    public static boolean canRunGuests() {
        return System.getProperty("user.name", "").equals("root")
                && Stream.of(
                                "libvirtd",
                                "virtlogd",
                                "virsh",
                                "qemu-system-x86_64",
                                "dnsmasq",
                                "nft")
                        .allMatch(Tools::inPath);
    }

    private static boolean inPath(String program) {
        return Stream.of(
                        "/usr/local/sbin",
                        "/usr/local/bin",
                        "/usr/sbin",
                        "/usr/bin",
                        "/sbin",
                        "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Optional<String> find(List<String> programs, List<String> arguments) {
        for (String program : programs) {
            if (program.startsWith("/") && !Files.isExecutable(Path.of(program))) {
                continue;
            }
            List<String> all = Stream.concat(Stream.of(program), arguments.stream()).toList();
            if (new Command(all).run().exit() == 0) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }
}
