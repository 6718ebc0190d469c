package io.nova.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The sockets of a process, as the kernel tells them. */
final class Sockets {

    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Sockets() {}

    /** Returns {@code address:port} of each TCP socket on which the process listens, in hex. */
    static Set<String> listening(long pid) throws IOException {
        Set<String> own = inodes(pid);
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE
                        && fields[STATE].equals(LISTEN)
                        && own.contains(fields[INODE])) {
                    found.add(fields[LOCAL]);
                }
            }
        }
        return found;
    }

    /** Returns how the kernel writes a port of 127.0.0.1. */
    static String loopback(int port) {
        return "0100007F:%04X".formatted(port);
    }

    private static Set<String> inodes(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files.toList()) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring(8, target.length() - 1));
                    }
                } catch (NoSuchFileException e) {
                    // Closed while we looked.
                }
            }
        }
        return inodes;
    }
}
